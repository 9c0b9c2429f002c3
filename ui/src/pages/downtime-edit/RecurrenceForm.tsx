/** One rule of a downtime: how often, on which days, from when to when. */

import { Checkbox, Group, Paper, Stack, Text, TextInput } from "@mantine/core";
import { RuleFields } from "@/components/RuleFields";
import { lasting, type Recurrence, timeOf, untilOf } from "@/lib/downtimes";

type Props = {
  number: number;
  value: Recurrence;
  /** The day on which a rule without a beginning begins. */
  today: string;
  onChange: (value: Recurrence) => void;
  onRemove: (() => void) | undefined;
};

export function RecurrenceForm({ number, value, today, onChange, onRemove }: Props) {
  const until = untilOf(value);
  const allDay = timeOf(value) === "00:00" && value.duration === "1d";
  const date = value.start?.slice(0, 10) || today;
  const from = (time: string) =>
    onChange({ ...value, start: `${date}T${time}`, duration: lasting(value, time, until.time) });
  return (
    <Paper withBorder p="xs" role="group" aria-label={`Rule ${number}`}>
      <Stack gap="xs">
        <RuleFields
          name={`rule ${number}`}
          value={value.rrule}
          onChange={(rrule) => onChange({ ...value, rrule })}
          onRemove={onRemove}
        />
        <Group gap="xs" align="flex-end">
          <TextInput
            type="date"
            label="Beginning on"
            value={date}
            onChange={(event) =>
              event.currentTarget.value &&
              onChange({ ...value, start: `${event.currentTarget.value}T${timeOf(value)}` })
            }
          />
          <TextInput
            type="time"
            label="From"
            disabled={allDay}
            value={timeOf(value)}
            onChange={(event) => event.currentTarget.value && from(event.currentTarget.value)}
          />
          <TextInput
            type="time"
            label={until.days === 1 && !allDay ? "To, the day after" : "To"}
            disabled={allDay}
            value={until.time}
            onChange={(event) =>
              event.currentTarget.value &&
              onChange({ ...value, duration: lasting(value, timeOf(value), event.currentTarget.value) })
            }
          />
          <Checkbox
            mb={8}
            label="All day"
            checked={allDay}
            onChange={(event) =>
              onChange(
                event.currentTarget.checked
                  ? { ...value, start: `${date}T00:00`, duration: "1d" }
                  : { ...value, start: `${date}T19:00`, duration: "14h" },
              )
            }
          />
        </Group>
        {until.days > 1 && (
          <Text size="xs" c="dimmed">
            Each time for {value.duration}
          </Text>
        )}
      </Stack>
    </Paper>
  );
}
