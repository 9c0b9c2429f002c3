/** When the monitor would have fired: its values, thresholds that can be dragged, and the statuses of its groups. */

import { Box, Group, Loader, SegmentedControl, Stack, Text } from "@mantine/core";
import { useDebouncedValue, useElementSize } from "@mantine/hooks";
import { ticks } from "d3-array";
import { useMemo, useState } from "react";
import { type BacktestGroup, type Backtest as Found, useBacktest } from "@/api/monitors";
import { StateBar } from "@/components/StateBar";
import { Failure } from "@/components/states";
import { useParam } from "@/components/url";
import { STATUS, seriesColor } from "@/lib/colors";
import { value as formatted } from "@/lib/format";
import { type Extent, extentOf, path, xOf, yOf } from "@/lib/strip";
import { dateText } from "@/lib/time";
import type { Editing } from "./edit";
import { Threshold } from "./Threshold";

const SPANS: Record<string, number> = { "4h": 4 * 3600, "1d": 86_400, "1w": 7 * 86_400 };
const HEIGHT = 170;
const LINES = 20;
const STRIPS = 12;
/** Room for values and names of groups before the picture. */
const GUTTER = 96;
/** Kinds of which each evaluation takes its time. */
const SLOW = new Set(["slo", "outlier", "forecast", "formula", "check", "trace"]);

export function Backtest({ editing }: { editing: Editing }) {
  const [span, setSpan] = useParam("tried", SLOW.has(editing.kind) ? "4h" : "1d");
  // The last minutes may still fill up; what lies before them is asked for once and judged anew at once.
  const [now] = useState(() => Math.floor(Date.now() / 60_000) * 60 - 180);
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
  const { ref, width } = useElementSize();
  const { thresholds = {} } = editing.body.options;
  const compared = editing.kind !== "check" && editing.kind !== "composite";
  const critical = thresholds.critical ?? found.critical;
  const { warning } = thresholds;
  const lines = compared ? [critical, ...(warning === undefined ? [] : [warning])] : [];
  const shown = found.groups.slice(0, LINES);
  const extent = extentOf(
    shown.flatMap((one) => one.values),
    lines,
    found,
    { width: Math.max(width, 60), height: HEIGHT },
  );
  const gap = ((found.to - found.from) / 60) * 2;
  const nothing = found.groups.length === 0;
  return (
    <Stack gap={8}>
      <Text size="sm" aria-live="polite">
        {summary(found)}
      </Text>
      <Box ref={ref} ml={GUTTER} style={{ position: "relative", height: HEIGHT }}>
        {compared &&
          ticks(extent.low, extent.high, 4).map((one) => (
            <Box key={one} style={{ position: "absolute", top: yOf(one, extent), left: 0, right: 0 }}>
              <Box style={{ borderTop: "1px solid var(--graph-grid)" }} />
              <Text
                fz={11}
                c="dimmed"
                ta="right"
                w={GUTTER - 8}
                style={{ position: "absolute", right: "100%", top: -9, marginRight: 8 }}
              >
                {formatted(one)}
              </Text>
            </Box>
          ))}
        {width > 0 && (
          <svg
            width={width}
            height={HEIGHT}
            role="img"
            aria-label="Values over time with thresholds"
            style={{ display: "block", overflow: "visible", position: "relative" }}
          >
            {shown.map((one) => (
              <Alerts key={one.group} group={one} extent={extent} />
            ))}
            {shown.map((one, at) => (
              <path
                key={one.group}
                d={path(one.values, extent, gap)}
                fill="none"
                stroke={seriesColor(at)}
                strokeWidth={1.3}
                strokeLinejoin="round"
                strokeLinecap="round"
              >
                <title>{one.group}</title>
              </path>
            ))}
          </svg>
        )}
        {width > 0 && compared && (
          <>
            <Threshold
              name="Alert threshold"
              color={STATUS.alert ?? "red"}
              value={critical}
              extent={extent}
              onChange={(value) => editing.threshold({ critical: value })}
            />
            {warning !== undefined && (
              <Threshold
                name="Warning threshold"
                color={STATUS.warn ?? "orange"}
                value={warning}
                extent={extent}
                onChange={(value) => editing.threshold({ warning: value })}
              />
            )}
          </>
        )}
        {nothing && (
          <Text size="sm" c="dimmed" ta="center" style={{ position: "absolute", inset: "20px 0 auto" }}>
            Nothing of this came in during this time
          </Text>
        )}
      </Box>
      <Group justify="space-between" pl={GUTTER}>
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
            room={GUTTER - 8}
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

function Alerts({ group, extent }: { group: BacktestGroup; extent: Extent }) {
  return group.spans
    .filter(([, , status]) => status === "Alert")
    .map(([from, to]) => {
      const x = xOf(from, extent);
      const w = Math.max(1, xOf(to, extent) - x);
      return <rect key={from} x={x} y={0} width={w} height={HEIGHT} fill={STATUS.alert} opacity={0.07} />;
    });
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
