/** Settings: keys, installing the agent, notifications, users, the password, what could not be understood. */

import { Tabs } from "@mantine/core";
import { Page } from "@/components/Page";
import { useParam } from "@/components/url";
import { Deliveries } from "./Deliveries";
import { KeyList } from "./KeyList";
import { Notifications } from "./Notifications";
import { Password } from "./Password";
import { Quarantine } from "./Quarantine";
import { Users } from "./Users";

export default function Settings() {
  const [tab, setTab] = useParam("tab", "keys");
  return (
    <Page title="Settings">
      <Tabs value={tab} onChange={(next) => setTab(next ?? "keys")} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="keys">Keys and agents</Tabs.Tab>
          <Tabs.Tab value="notifications">Notifications</Tabs.Tab>
          <Tabs.Tab value="deliveries">Deliveries</Tabs.Tab>
          <Tabs.Tab value="users">Users</Tabs.Tab>
          <Tabs.Tab value="password">Password</Tabs.Tab>
          <Tabs.Tab value="quarantine">Quarantine</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="keys">
          <KeyList />
        </Tabs.Panel>
        <Tabs.Panel value="notifications">
          <Notifications />
        </Tabs.Panel>
        <Tabs.Panel value="deliveries">
          <Deliveries />
        </Tabs.Panel>
        <Tabs.Panel value="users">
          <Users />
        </Tabs.Panel>
        <Tabs.Panel value="password">
          <Password />
        </Tabs.Panel>
        <Tabs.Panel value="quarantine">
          <Quarantine />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
