/** When the monitor would have fired: its values, thresholds that can be dragged, and the statuses of its groups. */

import { Box, Group, Loader, SegmentedControl, Stack, Text, Tooltip } from "@mantine/core";
import { useDebouncedValue, useElementSize } from "@mantine/hooks";
import { useMemo, useState } from "react";
import { type BacktestGroup, type Backtest as Found, useBacktest } from "@/api/monitors";
import { Failure } from "@/components/states";
import { useParam } from "@/components/url";
import { STATUS, seriesColor, statusColor } from "@/lib/colors";
import { digits } from "@/lib/format";
import { type Extent, extentOf, path, rounded, valueAt, xOf, yOf } from "@/lib/strip";
import { dateText } from "@/lib/time";
import type { Editing } from "./edit";

const SPANS: Record<string, number> = { "4h": 4 * 3600, "1d": 86_400, "1w": 7 * 86_400 };
const HEIGHT = 170;
const LINES = 20;
const STRIPS = 12;

export function Backtest({ editing }: { editing: Editing }) {
  const [span, setSpan] = useParam("tried", editing.kind === "slo" ? "4h" : "1d"); // objectives take long to measure
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
      <Box ref={ref} style={{ position: "relative", height: HEIGHT }}>
        {width > 0 && (
          <svg
            width={width}
            height={HEIGHT}
            role="img"
            aria-label="Values over time with thresholds"
            style={{ display: "block", overflow: "visible" }}
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
          <Text size="sm" c="dimmed" ta="center" style={{ position: "absolute", inset: "70px 0 auto" }}>
            There were no data in this time
          </Text>
        )}
      </Box>
      <Group justify="space-between">
        <Text size="xs" c="dimmed">
          {dateText(found.from * 1000)}
        </Text>
        <Text size="xs" c="dimmed">
          {dateText(found.to * 1000)}
        </Text>
      </Group>
      <Stack gap={4}>
        {found.groups.slice(0, STRIPS).map((one) => (
          <Strip key={one.group} group={one} found={found} />
        ))}
        {found.groups_in_all > STRIPS && (
          <Text size="xs" c="dimmed">
            and {found.groups_in_all - STRIPS} more groups
          </Text>
        )}
      </Stack>
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

type ThresholdProps = { name: string; color: string; value: number; extent: Extent; onChange: (value: number) => void };

/** A line that is dragged up and down, or moved by the arrow keys. */
function Threshold({ name, color, value, extent, onChange }: ThresholdProps) {
  const [held, setHeld] = useState<Extent | null>(null);
  const y = Math.min(HEIGHT, Math.max(0, yOf(value, held ?? extent)));
  const move = (event: React.PointerEvent) => {
    if (!held) return;
    const box = event.currentTarget.parentElement?.getBoundingClientRect();
    if (box) onChange(valueAt(Math.min(HEIGHT, Math.max(0, event.clientY - box.top)), held));
  };
  const step = (by: number) => onChange(rounded(value + (by * (extent.high - extent.low)) / 100, extent));
  return (
    <Box
      role="slider"
      tabIndex={0}
      aria-label={name}
      aria-orientation="vertical"
      aria-valuenow={value}
      aria-valuemin={extent.low}
      aria-valuemax={extent.high}
      style={{
        position: "absolute",
        left: 0,
        right: 0,
        top: y - 7,
        height: 14,
        cursor: "ns-resize",
        touchAction: "none",
      }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        // While it is dragged the scale stands still.
        setHeld(extent);
      }}
      onPointerMove={move}
      onPointerUp={() => setHeld(null)}
      onPointerCancel={() => setHeld(null)}
      onKeyDown={(event) => {
        const by = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
        if (by === undefined) return;
        event.preventDefault();
        step(by);
      }}
    >
      <Box style={{ position: "absolute", left: 0, right: 0, top: 6, borderTop: `1.5px dashed ${color}` }} />
      <Text
        component="span"
        size="xs"
        fw={600}
        px={4}
        style={{ position: "absolute", right: 0, top: -2, color, background: "var(--surface)", borderRadius: 3 }}
      >
        {digits(value)} ↕
      </Text>
    </Box>
  );
}

function Strip({ group, found }: { group: BacktestGroup; found: Found }) {
  const whole = found.to - found.from;
  return (
    <Group gap={8} wrap="nowrap">
      <Text size="xs" w={140} truncate title={group.group} style={{ flex: "none" }}>
        {group.group}
      </Text>
      <Box style={{ flex: 1, height: 12, display: "flex", borderRadius: 3, overflow: "hidden" }}>
        {group.spans.map(([from, to, status]) => (
          <Tooltip key={from} label={`${status} ${dateText(from * 1000)} – ${dateText(to * 1000)}`}>
            <Box style={{ width: `${((to - from) / whole) * 100}%`, minWidth: 1, background: toneOf(status) }} />
          </Tooltip>
        ))}
      </Box>
    </Group>
  );
}

const toneOf = (status: string) => (status === "OK" ? `${statusColor("ok")}66` : statusColor(status));

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
