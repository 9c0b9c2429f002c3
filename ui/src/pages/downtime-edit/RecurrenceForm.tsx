/** One rule of a downtime: how often, on which days, from when to when. */

import { ActionIcon, Checkbox, Chip, Group, NumberInput, Paper, Select, Stack, Text, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { between, DAY_NAMES, DAYS, partsOf, type Recurrence, ruleOf, timeOf, untilOf } from "@/lib/downtimes";

type Props = {
  number: number;
  value: Recurrence;
  onChange: (value: Recurrence) => void;
  onRemove: (() => void) | undefined;
};

const UNITS = [
  { value: "DAILY", label: "days" },
  { value: "WEEKLY", label: "weeks" },
  { value: "MONTHLY", label: "months" },
  { value: "YEARLY", label: "years" },
];
/** Parts of a rule that this form shows; a rule with others is written by hand. */
const SHOWN = new Set(["FREQ", "INTERVAL", "BYDAY", "WKST"]);

export function RecurrenceForm({ number, value, onChange, onRemove }: Props) {
  const parts = partsOf(value.rrule);
  const plain = Object.keys(parts).every((name) => SHOWN.has(name)) && UNITS.some((unit) => unit.value === parts.FREQ);
  const until = untilOf(value);
  const allDay = timeOf(value) === "00:00" && value.duration === "1d";
  const set = (change: Record<string, string>) => onChange({ ...value, rrule: ruleOf({ ...parts, ...change }) });
  const date = value.start?.slice(0, 10) ?? "";
  const from = (time: string) => onChange({ ...value, start: `${date}T${time}`, duration: between(time, until.time) });
  return (
    <Paper withBorder p="xs" role="group" aria-label={`Rule ${number}`}>
      <Stack gap="xs">
        <Group gap="xs" wrap="nowrap" align="flex-start">
          {plain ? (
            <Group gap="xs" style={{ flex: 1 }}>
              <Text size="sm">Every</Text>
              <NumberInput
                aria-label="Every how many"
                w={64}
                min={1}
                max={1000}
                value={Number(parts.INTERVAL ?? 1)}
                onChange={(every) => set({ INTERVAL: String(every || 1) })}
              />
              <Select
                aria-label="Unit"
                w={110}
                allowDeselect={false}
                data={UNITS}
                value={parts.FREQ ?? "WEEKLY"}
                onChange={(unit) =>
                  set({ FREQ: unit ?? "WEEKLY", BYDAY: unit === "WEEKLY" ? (parts.BYDAY ?? "") : "" })
                }
              />
            </Group>
          ) : (
            <TextInput
              style={{ flex: 1 }}
              aria-label="Rule"
              value={value.rrule}
              onChange={(event) => onChange({ ...value, rrule: event.currentTarget.value })}
              styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
            />
          )}
          {onRemove && (
            <ActionIcon variant="subtle" color="red" aria-label={`Remove rule ${number}`} onClick={onRemove}>
              <IconTrash size={16} />
            </ActionIcon>
          )}
        </Group>
        {plain && parts.FREQ === "WEEKLY" && (
          <Chip.Group multiple value={parts.BYDAY?.split(",") ?? []} onChange={(days) => set({ BYDAY: inOrder(days) })}>
            <Group gap={4}>
              {DAYS.map((day, at) => (
                <Chip key={day} value={day} size="xs" radius="sm">
                  {DAY_NAMES[at]}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
        )}
        <Group gap="xs" align="flex-end">
          <TextInput
            type="date"
            label="Beginning on"
            value={date}
            onChange={(event) => onChange({ ...value, start: `${event.currentTarget.value}T${timeOf(value)}` })}
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
              onChange({ ...value, duration: between(timeOf(value), event.currentTarget.value) })
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

const inOrder = (days: readonly string[]) => DAYS.filter((day) => days.includes(day)).join(",");
