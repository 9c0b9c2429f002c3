/** Tells everybody whom the message names, as a test, of the states that are chosen; says how each delivery went. */

import { Alert, Badge, Button, Chip, Group, Modal, Select, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { type Monitor, type Sent, testMonitor } from "@/api/monitors";
import { messagesOf } from "@/components/states";

type Props = { monitor: Monitor; opened: boolean; onClose: () => void };

const STATES: ReadonlyArray<readonly [string, string]> = [
  ["Alert", "Alert"],
  ["Warn", "Warning"],
  ["Unknown", "Unknown"],
  ["No Data", "No data"],
  ["OK", "Recovered"],
];

export function TestNotification({ monitor, opened, onClose }: Props) {
  const [states, setStates] = useState<string[]>(["Alert"]);
  const [group, setGroup] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [sent, setSent] = useState<Sent[] | null>(null);
  const [wrong, setWrong] = useState<unknown>(null);
  const possible = STATES.filter(
    ([state]) =>
      (state !== "Warn" || monitor.options.thresholds?.warning !== undefined) &&
      (state !== "Unknown" || monitor.type === "service check"),
  );
  const groups = Object.keys(monitor.state?.groups ?? {}).filter((name) => name !== "total");
  const send = async () => {
    setBusy(true);
    setWrong(null);
    try {
      setSent((await testMonitor(monitor.id, states, group ?? undefined)).sent);
    } catch (error) {
      setWrong(error);
    }
    setBusy(false);
  };
  return (
    <Modal opened={opened} onClose={onClose} title="Test notifications" size="lg">
      <Stack>
        <Text size="sm" c="dimmed">
          Everybody whom the message names is told now; titles begin with [TEST], and no state changes.
        </Text>
        <Chip.Group multiple value={states} onChange={setStates}>
          <Group gap="xs">
            {possible.map(([state, name]) => (
              <Chip key={state} value={state} size="sm">
                {name}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
        {groups.length > 0 && (
          <Select
            label="Of the group"
            placeholder="The most severe"
            data={groups.slice(0, 500)}
            value={group}
            onChange={setGroup}
            searchable
            clearable
          />
        )}
        {wrong !== null && <Alert color="red">{messagesOf(wrong).join("; ")}</Alert>}
        {sent?.map((one) => (
          <Stack key={one.state} gap={4}>
            <Text size="sm" fw={600}>
              {one.title}
            </Text>
            {!one.deliveries.length && (
              <Text size="sm" c="dimmed">
                The message names nobody in this state.
              </Text>
            )}
            {one.deliveries.map((delivery) => (
              <Group key={delivery.handle} gap="xs">
                <Badge
                  tt="none"
                  variant="light"
                  color={delivery.state === "sent" ? "green" : delivery.error ? "red" : "gray"}
                >
                  {delivery.state}
                </Badge>
                <Text size="sm">@{delivery.handle}</Text>
                {delivery.error && (
                  <Text size="sm" c="red">
                    {delivery.error}
                  </Text>
                )}
              </Group>
            ))}
          </Stack>
        ))}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
          <Button disabled={!states.length} loading={busy} onClick={() => void send()}>
            Send
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
