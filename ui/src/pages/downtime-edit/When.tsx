/** When a downtime is: once, or by rules in a time zone. */

import { Button, Checkbox, Group, SegmentedControl, Stack, TextInput, Title } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { ZoneSelect } from "@/components/ZoneSelect";
import type { Attributes, Recurrence, Schedule } from "@/lib/downtimes";
import { fieldMoment, fieldText } from "@/lib/time";
import { RecurrenceForm } from "./RecurrenceForm";

type Props = { value: Attributes; onChange: (part: Partial<Attributes>) => void; here: string };

const MOST = 5;
const HOUR = 3_600_000;
const shown = (moment: string | null | undefined) => (moment ? fieldText(new Date(moment)) : "");
const hourAfter = (moment: number) => new Date(moment + HOUR).toISOString();

export function When({ value, onChange, here }: Props) {
  const schedule = value.schedule ?? {};
  const recurrences = schedule.recurrences;
  const set = (next: Schedule) => onChange({ schedule: next });
  const today = fieldText(new Date()).slice(0, 10);
  const weekly = (days: string, from: string, duration: string): Recurrence => ({
    rrule: `FREQ=WEEKLY;INTERVAL=1;BYDAY=${days}`,
    start: `${today}T${from}`,
    duration,
  });
  const add = (...more: Recurrence[]) => set({ ...schedule, recurrences: [...(recurrences ?? []), ...more] });
  const once = () => {
    const now = Date.now();
    set({ start: new Date(now).toISOString(), end: hourAfter(now) });
  };
  const again = () => {
    onChange({ schedule: { timezone: here, recurrences: [weekly("MO", "19:00", "14h")] }, display_timezone: here });
  };
  return (
    <Stack gap="xs">
      <Title order={2} size="h5">
        When
      </Title>
      <SegmentedControl
        aria-label="How often"
        data={[
          { value: "once", label: "Once" },
          { value: "again", label: "Again and again" },
        ]}
        value={recurrences ? "again" : "once"}
        onChange={(next) => (next === "once" ? once() : again())}
      />
      {!recurrences && (
        <Group align="flex-end">
          <TextInput
            type="datetime-local"
            label="From"
            value={shown(schedule.start)}
            onChange={(event) => {
              const start = fieldMoment(event.currentTarget.value);
              if (start) set({ ...schedule, start });
            }}
          />
          <TextInput
            type="datetime-local"
            label="To"
            disabled={!schedule.end}
            value={shown(schedule.end)}
            onChange={(event) => {
              const end = fieldMoment(event.currentTarget.value);
              if (end) set({ ...schedule, end });
            }}
          />
          <Checkbox
            mb={8}
            label="Without end"
            checked={!schedule.end}
            onChange={(event) => {
              const begin = Date.parse(schedule.start ?? "") || Date.now();
              set({ ...schedule, end: event.currentTarget.checked ? null : hourAfter(begin) });
            }}
          />
        </Group>
      )}
      {recurrences && (
        <>
          <ZoneSelect
            label="Time zone"
            description="Times keep to the clock there, also when clocks are changed"
            value={schedule.timezone ?? "UTC"}
            onChange={(timezone) => onChange({ schedule: { ...schedule, timezone }, display_timezone: timezone })}
          />
          {recurrences.map((one, at) => (
            <RecurrenceForm
              key={at}
              number={at + 1}
              value={one}
              today={today}
              onChange={(next) =>
                set({ ...schedule, recurrences: recurrences.map((other, index) => (index === at ? next : other)) })
              }
              onRemove={
                recurrences.length > 1
                  ? () => set({ ...schedule, recurrences: recurrences.filter((_, index) => index !== at) })
                  : undefined
              }
            />
          ))}
          <Group gap="xs">
            <Button
              variant="default"
              size="compact-sm"
              leftSection={<IconPlus size={12} />}
              disabled={recurrences.length >= MOST}
              onClick={() => add({ rrule: "FREQ=DAILY;INTERVAL=1", start: `${today}T00:00`, duration: "1h" })}
            >
              Another rule
            </Button>
            <Button
              variant="subtle"
              size="compact-sm"
              onClick={() =>
                set({
                  ...schedule,
                  recurrences: [weekly("MO,TU,WE,TH,FR", "19:00", "14h"), weekly("SA,SU", "00:00", "1d")],
                })
              }
            >
              Nights and weekends
            </Button>
          </Group>
        </>
      )}
    </Stack>
  );
}
