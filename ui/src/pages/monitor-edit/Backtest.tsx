/** When the monitor would have fired: its values, thresholds that can be dragged, and the statuses of its groups. */

import { Box, Group, Loader, SegmentedControl, Stack, Text } from "@mantine/core";
import { useDebouncedValue, useMediaQuery } from "@mantine/hooks";
import { useMemo, useState } from "react";
import { type BacktestGroup, type Backtest as Found, useBacktest } from "@/api/monitors";
import { StateBar } from "@/components/StateBar";
import { Failure, messagesOf } from "@/components/states";
import { useParam } from "@/components/url";
import { dateText } from "@/lib/time";
import type { Editing } from "./edit";
import { Values } from "./Values";

const SPANS: Record<string, number> = { "4h": 4 * 3600, "1d": 86_400, "1w": 7 * 86_400 };
const HEIGHT = 170;
const STRIPS = 12;
/** Kinds of which each evaluation takes its time. */
const SLOW = new Set(["slo", "outlier", "forecast", "formula", "check", "trace"]);

export function Backtest({ editing }: { editing: Editing }) {
  const [span, setSpan] = useParam("tried", SLOW.has(editing.kind) ? "4h" : "1d");
  // The last minute may still fill up; what lies before them is asked for once and judged anew at once.
  const [now] = useState(() => Math.floor(Date.now() / 60_000) * 60 - 60);
  const { type, query, options, name } = editing.body;
  const asked = useMemo(() => ({ type, query, options, name: name || "tried" }), [type, query, options, name]);
  const [monitor] = useDebouncedValue(asked, 120);
  const { data, error, isFetching } = useBacktest(monitor, now - (SPANS[span] ?? 86_400), now, editing.complete);
  return (
    <Stack gap={6} role="region" aria-label="When it would have fired">
      <Group justify="space-between" gap="xs">
        <Group gap={8}>
          <Text fw={600} size="sm">
            When it would have fired
          </Text>
          {isFetching && <Loader size={14} />}
        </Group>
        <SegmentedControl
          size="xs"
          aria-label="Tried over"
          value={span}
          onChange={setSpan}
          data={Object.keys(SPANS).map((one) => ({ value: one, label: `past ${one}` }))}
        />
      </Group>
      <Box p={8} bg="var(--surface)" mih={HEIGHT + 74} style={{ border: "1px solid var(--edge)", borderRadius: 6 }}>
        {!editing.complete ? (
          <Text size="sm" c="dimmed" ta="center" pt={70}>
            Choose what is watched, and see here when it would have alerted
          </Text>
        ) : error && editing.kind === "text" ? (
          <Text size="sm" c="dimmed" ta="center" pt={70}>
            {messagesOf(error).join("; ")}
          </Text>
        ) : error ? (
          <Failure error={error} query={query} />
        ) : (
          data && <Picture found={data} editing={editing} />
        )}
      </Box>
    </Stack>
  );
}

function Picture({ found, editing }: { found: Found; editing: Editing }) {
  /** Room for values and names of groups before the picture. */
  const gutter = useMediaQuery("(min-width: 48em)") ? 140 : 84;
  const compared = editing.kind !== "check" && editing.kind !== "composite";
  return (
    <Stack gap={8}>
      <Text size="sm" aria-live="polite">
        {summary(found)}
      </Text>
      {found.groups.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing of this came in during this time, or not enough of it to be judged.
        </Text>
      )}
      {compared && <Values found={found} editing={editing} gutter={gutter} />}
      <Group justify="space-between" pl={gutter}>
        <Text size="xs" c="dimmed">
          {dateText(found.from * 1000)}
        </Text>
        <Text size="xs" c="dimmed">
          {dateText(found.to * 1000)}
        </Text>
      </Group>
      <Box>
        {found.groups.slice(0, STRIPS).map((one) => (
          <StateBar
            key={one.group}
            name={one.group === "total" ? "all" : one.group}
            parts={partsOf(one)}
            range={found}
            room={gutter - 8}
          />
        ))}
        {found.groups_in_all > STRIPS && (
          <Text size="xs" c="dimmed">
            and {found.groups_in_all - STRIPS} more groups
          </Text>
        )}
      </Box>
      {found.errors.length > 0 && (
        <Text size="xs" c="dimmed">
          Not judged: {found.errors[0]}
        </Text>
      )}
    </Stack>
  );
}

/** The states that were; none before the first value. */
function partsOf({ spans, values }: BacktestGroup) {
  const first = values[0]?.[0] ?? 0;
  return spans
    .filter(([, to]) => to > first)
    .map(([from, to, status]) => ({ from: Math.max(from, first), to, status }));
}

function summary(found: Found): string {
  const words: Record<string, string> = {
    Triggered: "alert",
    Warn: "warning",
    Recovered: "recovery",
    "No Data": "no-data message",
  };
  const told = Object.entries(found.counts).map(([kind, count]) => {
    const word = words[kind] ?? kind;
    const many = word.endsWith("y") ? `${word.slice(0, -1)}ies` : `${word}s`;
    return `${count} ${count === 1 ? word : many}`;
  });
  const what = told.length ? told.join(", ") : "nothing would have been told";
  return `${what}; ${found.groups_in_all} ${found.groups_in_all === 1 ? "group" : "groups"}, ${found.evaluations} evaluations`;
}
