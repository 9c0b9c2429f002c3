/** sunburst: shares of a whole as a ring, one ring for each tag. */

import { Box, Skeleton, Text } from "@mantine/core";
import { Failure } from "@/components/states";
import { faded, nameColor, seriesColor, statusColor } from "@/lib/colors";
import { slice } from "@/lib/donut";
import { value as formatted } from "@/lib/format";
import { requestsOf } from "@/lib/requests";
import { Foreign, Quiet } from "./frame/notices";
import { RequestsForm } from "./frame/RequestsForm";
import { useValues } from "./frame/values";
import type { ViewProps, Widget } from "./widget";

type Part = { name: string; value: number; from: number; to: number; ring: number; color: string };

function View({ definition, scene }: ViewProps) {
  const { data, error, isLoading, foreign, query } = useValues(requestsOf(definition)[0], scene);
  if (foreign.length) return <Foreign sources={foreign} />;
  if (error && !data) return <Failure error={error} query={query} />;
  if (isLoading || !data) return <Skeleton height="100%" />;
  const rows = data.rows.map(({ tags, values }) => ({ tags, value: values[0] ?? 0 })).filter((row) => row.value > 0);
  const total = rows.reduce((sum, row) => sum + row.value, 0);
  if (!total) return <Quiet query={query} />;
  const rings = Math.max(1, data.groups.length);
  const found = parts(rows, total, rings, data.groups[0] === "status");
  const width = 0.55 / rings;
  return (
    <Box style={{ height: "100%", display: "flex", gap: 8, alignItems: "center" }}>
      <svg
        viewBox="-1 -1 2 2"
        style={{ flex: "1 1 50%", minWidth: 0, height: "100%" }}
        role="img"
        aria-label={`${String(definition.title ?? "")} shares`}
      >
        {found.map((part) => (
          <path
            key={`${part.ring} ${part.from} ${part.name}`}
            d={slice(part.from, part.to, 0.45 + part.ring * width, 0.45 + (part.ring + 1) * width - 0.01)}
            fill={part.color}
            stroke="var(--surface)"
            strokeWidth={0.01}
          >
            <title>{`${part.name}: ${formatted(part.value, data.units[0])} (${((part.value / total) * 100).toFixed(1)}%)`}</title>
          </path>
        ))}
        {definition.hide_total !== true && (
          <text textAnchor="middle" dominantBaseline="central" fontSize={0.22} fontWeight={600} fill="currentColor">
            {formatted(total, data.units[0])}
          </text>
        )}
      </svg>
      <Box
        component="ul"
        style={{
          flex: "1 1 40%",
          minWidth: 0,
          maxHeight: "100%",
          overflow: "auto",
          listStyle: "none",
          margin: 0,
          padding: 0,
        }}
      >
        {found
          .filter((part) => part.ring === 0)
          .map((part) => (
            <Text key={part.name} component="li" size="xs" truncate title={part.name}>
              <span
                style={{
                  display: "inline-block",
                  width: 9,
                  height: 9,
                  borderRadius: 2,
                  marginRight: 6,
                  background: part.color,
                }}
              />
              {part.name} <b>{formatted(part.value, data.units[0])}</b>
            </Text>
          ))}
      </Box>
    </Box>
  );
}

/** Slices of every ring: those of an outer ring lie above the slice of their first tags. */
function parts(
  rows: Array<{ tags: string[]; value: number }>,
  total: number,
  rings: number,
  byStatus: boolean,
): Part[] {
  const inner = new Map<string, number>();
  for (const { tags, value } of rows) inner.set(tags[0] ?? "*", (inner.get(tags[0] ?? "*") ?? 0) + value);
  const order = [...inner].sort((a, b) => b[1] - a[1]).map(([name]) => name);
  const sorted = [...rows].sort(
    (a, b) => order.indexOf(a.tags[0] ?? "*") - order.indexOf(b.tags[0] ?? "*") || b.value - a.value,
  );
  const found: Part[] = [];
  let at = 0;
  for (const { tags, value } of sorted) {
    const share = value / total;
    for (let ring = 0; ring < rings; ring += 1) {
      const name = tags.slice(0, ring + 1).join(", ") || "*";
      const before = found.findLast((part) => part.ring === ring);
      if (before?.name === name) {
        before.to = at + share;
        before.value += value;
        continue;
      }
      const first = tags[0] ?? "*";
      const own = byStatus
        ? statusColor(first)
        : rows.length > 10
          ? nameColor(first)
          : seriesColor(order.indexOf(first));
      found.push({ name, value, from: at, to: at + share, ring, color: ring ? faded(own, 0.65) : own });
    }
    at += share;
  }
  return found;
}

export const widget: Widget = {
  type: "sunburst",
  name: "Sunburst",
  size: { width: 4, height: 3 },
  initial: { type: "sunburst", title: "", requests: [{ q: "sum:system.disk.used{*} by {host}", aggregator: "avg" }] },
  example: {
    type: "sunburst",
    title: "Disk by host",
    requests: [{ q: "sum:system.disk.used{*} by {host}", aggregator: "avg" }],
  },
  View,
  Form: (props) => <RequestsForm {...props} kind="scalar" />,
};
