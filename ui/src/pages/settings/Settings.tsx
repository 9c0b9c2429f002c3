/** Settings: keys, installing the agent, the password, what could not be understood. */

import { Tabs } from "@mantine/core";
import { Page } from "@/components/Page";
import { useParam } from "@/components/url";
import { KeyList } from "./KeyList";
import { Password } from "./Password";
import { Quarantine } from "./Quarantine";

export default function Settings() {
  const [tab, setTab] = useParam("tab", "keys");
  return (
    <Page title="Settings">
      <Tabs value={tab} onChange={(next) => setTab(next ?? "keys")} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="keys">Keys and agents</Tabs.Tab>
          <Tabs.Tab value="password">Password</Tabs.Tab>
          <Tabs.Tab value="quarantine">Quarantine</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="keys">
          <KeyList />
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
