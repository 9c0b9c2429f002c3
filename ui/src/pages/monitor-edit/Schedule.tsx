/** When a monitor is evaluated: where its cumulative window begins, and the schedule of its own that it may have. */

import { Button, Group, NumberInput, Paper, Select, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useOccurrences } from "@/api/downtimes";
import { RuleFields } from "@/components/RuleFields";
import { messagesOf } from "@/components/states";
import { ZoneSelect } from "@/components/ZoneSelect";
import { momentText } from "@/lib/downtimes";
import type { Editing } from "./edit";
import { Words } from "./Words";

type Starts = { hour_starts?: number; day_starts?: string; month_starts?: number; timezone?: string };
type Recurrence = { rrule?: string; start?: string; timezone?: string };
type Scheduling = { evaluation_window?: Starts; custom_schedule?: { recurrences?: Recurrence[] } | undefined };

const MOST = 5;
const NEXT = 3;
const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;

function scheduling({ body, option }: Editing) {
  const given = (body.options.scheduling_options ?? {}) as Scheduling;
  const set = (change: Scheduling) => {
    const next = Object.fromEntries(Object.entries({ ...given, ...change }).filter(([, one]) => one !== undefined));
    option({ scheduling_options: Object.keys(next).length ? next : undefined });
  };
  return { given, set };
}

/** Where `current_1h`, `current_1d` or `current_1mo` begins; nothing for other windows. */
export function WindowStart({ editing }: { editing: Editing }) {
  const { given, set } = scheduling(editing);
  const window = editing.parts.window ?? "";
  if (!window.startsWith("current_")) return null;
  const starts = given.evaluation_window ?? {};
  const change = (part: Starts) => set({ evaluation_window: { ...starts, ...part } });
  if (window === "current_1h")
    return (
      <Words>
        The hour begins at minute
        <NumberInput
          aria-label="Minute at which the hour begins"
          w={80}
          min={0}
          max={59}
          value={starts.hour_starts ?? 0}
          onChange={(minute) => set({ evaluation_window: { hour_starts: Number(minute) || 0 } })}
        />
      </Words>
    );
  return (
    <Words>
      {window === "current_1mo" && (
        <>
          The month begins on day
          <NumberInput
            aria-label="Day on which the month begins"
            w={80}
            min={1}
            max={28}
            value={starts.month_starts ?? 1}
            onChange={(day) => change({ month_starts: Number(day) || 1 })}
          />
        </>
      )}
      {window === "current_1mo" ? "at" : "The day begins at"}
      <TextInput
        type="time"
        aria-label="Time at which the day begins"
        value={starts.day_starts ?? "00:00"}
        onChange={(event) => event.currentTarget.value && change({ day_starts: event.currentTarget.value })}
      />
      by the clock of
      <ZoneSelect
        aria-label="Time zone of the window"
        w={210}
        value={starts.timezone ?? "UTC"}
        onChange={(timezone) => change({ timezone })}
      />
    </Words>
  );
}

/** Evaluation at all times, or only at those of rules. */
export function CustomSchedule({ editing }: { editing: Editing }) {
  const { given, set } = scheduling(editing);
  const recurrences = given.custom_schedule?.recurrences ?? [];
  const keep = (next: Recurrence[]) => set({ custom_schedule: next.length ? { recurrences: next } : undefined });
  const today = new Intl.DateTimeFormat("en-CA").format(Date.now());
  const fresh: Recurrence = { rrule: "FREQ=DAILY;INTERVAL=1", start: `${today}T09:00:00`, timezone: HERE };
  return (
    <Stack gap="xs">
      <Select
        label="Evaluated"
        maw={290}
        allowDeselect={false}
        data={[
          { value: "always", label: "all the time" },
          { value: "scheduled", label: "only at certain times" },
        ]}
        value={recurrences.length ? "scheduled" : "always"}
        description={
          recurrences.length ? "Each evaluation stands by itself: it tells whenever it is not OK" : undefined
        }
        onChange={(choice) => keep(choice === "always" ? [] : recurrences.length ? recurrences : [fresh])}
      />
      {recurrences.map((one, at) => (
        <Rule
          key={at}
          number={at + 1}
          value={one}
          onChange={(next) => keep(recurrences.map((other, index) => (index === at ? next : other)))}
          onRemove={() => keep(recurrences.filter((_, index) => index !== at))}
        />
      ))}
      {recurrences.length > 0 && recurrences.length < MOST && (
        <Group>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPlus size={12} />}
            onClick={() => keep([...recurrences, fresh])}
          >
            Another time
          </Button>
        </Group>
      )}
    </Stack>
  );
}

type RuleProps = {
  number: number;
  value: Recurrence;
  onChange: (value: Recurrence) => void;
  onRemove: () => void;
};

function Rule({ number, value, onChange, onRemove }: RuleProps) {
  const [date = "", time = ""] = (value.start ?? "").split("T");
  const begin = (day: string, at: string) => onChange({ ...value, start: `${day}T${at || "00:00"}` });
  return (
    <Paper withBorder p="xs" role="group" aria-label={`Time ${number}`}>
      <Stack gap="xs">
        <RuleFields
          name={`time ${number}`}
          value={value.rrule ?? ""}
          onChange={(rrule) => onChange({ ...value, rrule })}
          onRemove={onRemove}
        />
        <Group gap="xs" align="flex-end">
          <TextInput
            type="date"
            label="Beginning on"
            value={date}
            onChange={(event) => event.currentTarget.value && begin(event.currentTarget.value, time)}
          />
          <TextInput
            type="time"
            label="At"
            value={time.slice(0, 5)}
            onChange={(event) => event.currentTarget.value && begin(date, `${event.currentTarget.value}:00`)}
          />
          <ZoneSelect
            label="Time zone"
            w={210}
            value={value.timezone ?? "UTC"}
            onChange={(timezone) => onChange({ ...value, timezone })}
          />
        </Group>
        <Coming value={value} />
      </Stack>
    </Paper>
  );
}

/** The next times of a rule, by the clock of its time zone. */
function Coming({ value }: { value: Recurrence }) {
  const { rrule = "", start = "", timezone = "UTC" } = value;
  // A downtime's rules are a schedule's: what tells the times of one tells those of the other.
  const schedule = { timezone, recurrences: [{ rrule, start: start.slice(0, 16), duration: "1m" }] };
  const { data, error } = useOccurrences({ scope: "*", monitor_identifier: { monitor_tags: ["*"] }, schedule }, NEXT);
  return (
    <Text size="xs" c={error ? "red" : "dimmed"}>
      {error
        ? messagesOf(error).join("; ")
        : data?.occurrences.length
          ? `Next: ${data.occurrences.map((one) => momentText(one.start, data.zone)).join("; ")}`
          : data && "No time is to come"}
    </Text>
  );
}
