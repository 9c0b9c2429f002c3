/** Whom a downtime tells of itself, and what is told when it is over. */

import { Checkbox, Group, Stack, Switch, Title } from "@mantine/core";
import { MessageInput } from "@/components/code/MessageInput";
import type { Attributes } from "@/lib/downtimes";

type Props = { value: Attributes; onChange: (part: Partial<Attributes>) => void };

const STATES = [
  { value: "alert", label: "Alert" },
  { value: "warn", label: "Warn" },
  { value: "no data", label: "No Data" },
];

export function Telling({ value, onChange }: Props) {
  return (
    <Stack gap="xs">
      <Title order={2} size="h5">
        Whom to tell
      </Title>
      <MessageInput
        label="Message"
        description="Whoever it mentions, as @ops@example.org, is told when it is scheduled, begins, is over or is cancelled"
        value={value.message ?? ""}
        onChange={(message) => onChange({ message })}
      />
      <Checkbox.Group
        label="When it is over, tell of what began meanwhile and still holds"
        value={value.notify_end_states ?? []}
        onChange={(states) => onChange({ notify_end_states: states })}
      >
        <Group gap="md" mt={4}>
          {STATES.map((one) => (
            <Checkbox key={one.value} value={one.value} label={one.label} />
          ))}
        </Group>
      </Checkbox.Group>
      <Checkbox.Group
        label="… if it"
        value={value.notify_end_types ?? []}
        onChange={(types) => onChange({ notify_end_types: types })}
      >
        <Group gap="md" mt={4}>
          <Checkbox value="expired" label="ends by itself" />
          <Checkbox value="canceled" label="is cancelled" />
        </Group>
      </Checkbox.Group>
      <Switch
        label="Mute the first recovery of what alerted before it began, too"
        checked={value.mute_first_recovery_notification ?? false}
        onChange={(event) => onChange({ mute_first_recovery_notification: event.currentTarget.checked })}
      />
    </Stack>
  );
}
