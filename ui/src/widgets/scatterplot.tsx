/** scatterplot: each group as a dot, one figure across and another up; size and colour by two more. */

import { Box, Stack, TagsInput } from "@mantine/core";
import { ColorScale } from "@/components/Hexagons";
import { Plane } from "@/components/Plane";
import { QueryInput } from "@/components/QueryInput";
import { axisOf } from "@/lib/axis";
import { seriesColor } from "@/lib/colors";
import { value as formatted } from "@/lib/format";
import { domain } from "@/lib/hexes";
import { ramp } from "@/lib/palettes";
import type { Request } from "@/lib/requests";
import { rowName } from "@/lib/rows";
import { dimensions, dots, ends, scatterRequest } from "@/lib/scatter";
import { fillText } from "@/lib/templates";
import { CommonForm } from "./frame/CommonForm";
import { AxisForm } from "./frame/GraphForm";
import { instead } from "./frame/notices";
import { useValues } from "./frame/values";
import type { FormProps, ViewProps, Widget } from "./widget";

const MOST = 2000;
const PALETTE = "YlOrRd";

function View({ definition, scene }: ViewProps) {
  const request = scatterRequest(definition);
  const { data, asked, ...state } = useValues(request, scene);
  const by = dimensions(asked);
  const found = dots(data?.rows ?? [], by).slice(0, MOST);
  const notice = instead(state, found.length > 0);
  if (notice || !data) return notice;
  const side = (member: "x" | "y") => {
    const axis = axisOf(definition[`${member}axis`]);
    const column = by[member] ?? 0;
    const [low, high] = ends(
      found.map((dot) => dot[member]),
      axis.zero,
      axis.scale.kind === "log",
    );
    return {
      axis: { ...axis, label: axis.label ?? data.names[column] },
      low: axis.min ?? low,
      high: axis.max ?? high,
      unit: data.units[column] ?? null,
    };
  };
  const [x, y] = [side("x"), side("y")];
  const keys = Array.isArray(definition.color_by_groups) ? definition.color_by_groups.map(String) : [];
  const groupOf = (tags: string[]) =>
    keys
      .map((key) => tags[data.groups.findIndex((one) => one.replace(/^@/, "") === key.replace(/^@/, ""))] ?? "")
      .join();
  const groups = [...new Set(found.map((dot) => groupOf(dot.tags)))].sort();
  const largest = Math.max(...found.map((dot) => Math.abs(dot.radius ?? 0))) || 1;
  const warm = ramp(PALETTE);
  const nodes = found.map((dot) => ({ name: "", groups: [], fill: dot.color, size: null }));
  const [low, high] = domain(nodes, undefined, undefined);
  const colored = by.color !== undefined;
  const told = (tags: string[], values: Array<[number | undefined, number | null]>) =>
    [
      rowName({ tags, values: [] }),
      ...values.flatMap(([column, value]) =>
        column === undefined ? [] : [`${data.names[column]}: ${formatted(value, data.units[column])}`],
      ),
    ].join("\n");
  return (
    <Box style={{ height: "100%", display: "flex", flexDirection: "column" }}>
      <Box style={{ flex: 1, minHeight: 0, position: "relative" }}>
        <Plane x={x} y={y} label={fillText(String(definition.title || data.names.join(", ")), scene.variables)}>
          {(place) =>
            found.map((dot) => (
              <circle
                key={dot.tags.join("\u0000")}
                cx={place.x(dot.x)}
                cy={place.y(dot.y)}
                r={by.radius === undefined ? 4.5 : 2.5 + 11 * Math.sqrt(Math.abs(dot.radius ?? 0) / largest)}
                fill={
                  colored
                    ? warm(((dot.color ?? low) - low) / (high - low))
                    : seriesColor(groups.indexOf(groupOf(dot.tags)))
                }
                fillOpacity={0.75}
                stroke="var(--surface)"
                strokeWidth={0.8}
              >
                <title>
                  {told(dot.tags, [
                    [by.x, dot.x],
                    [by.y, dot.y],
                    [by.radius, dot.radius],
                    [by.color, dot.color],
                  ])}
                </title>
              </circle>
            ))
          }
        </Plane>
      </Box>
      {colored && (
        <ColorScale
          ends={[low, high]}
          palette={PALETTE}
          fillUnit={data.units[by.color ?? 0] ?? null}
          title={data.names[by.color ?? 0]}
        />
      )}
      {keys.length > 0 && groups.length > 1 && !colored && (
        <Box
          style={{ display: "flex", flexWrap: "wrap", gap: "0 12px", maxHeight: 36, overflow: "auto", fontSize: 11 }}
        >
          {groups.map((name, at) => (
            <span key={name}>
              <i
                style={{ display: "inline-block", width: 9, height: 9, borderRadius: 5, background: seriesColor(at) }}
              />{" "}
              {name || "none"}
            </span>
          ))}
        </Box>
      )}
    </Box>
  );
}

function Form(props: FormProps) {
  const { definition, onChange } = props;
  const requests = (definition.requests ?? {}) as { x?: Request; y?: Request; table?: Request };
  const setAxis = (axis: "x" | "y", q: string) =>
    onChange({ ...definition, requests: { ...requests, [axis]: { ...requests[axis], q } } });
  const setQuery = (at: number, query: string) =>
    onChange({
      ...definition,
      requests: {
        ...requests,
        table: {
          ...requests.table,
          queries: requests.table?.queries?.map((one, index) => (index === at ? { ...one, query } : one)),
        },
      },
    });
  return (
    <Stack gap="sm">
      {requests.table
        ? (requests.table.queries ?? []).map((query, at) => (
            <QueryInput
              key={query.name ?? at}
              label={`${query.name ?? `query${at + 1}`}`}
              value={query.query ?? ""}
              onChange={(text) => setQuery(at, text)}
            />
          ))
        : (["x", "y"] as const).map((axis) => (
            <QueryInput
              key={axis}
              label={axis === "x" ? "Across" : "Up"}
              value={requests[axis]?.q ?? ""}
              onChange={(q) => setAxis(axis, q)}
            />
          ))}
      <TagsInput
        size="xs"
        label="Colours by"
        placeholder="a tag that the queries are grouped by"
        value={Array.isArray(definition.color_by_groups) ? definition.color_by_groups.map(String) : []}
        onChange={(color_by_groups) => onChange({ ...definition, color_by_groups })}
      />
      <AxisForm {...props} member="xaxis" label="Across" />
      <AxisForm {...props} member="yaxis" label="Up" />
      <CommonForm {...props} />
    </Stack>
  );
}

export const widget: Widget = {
  type: "scatterplot",
  name: "Scatter plot",
  size: { width: 4, height: 3 },
  initial: {
    type: "scatterplot",
    title: "",
    requests: {
      x: { q: "avg:system.load.1{*} by {host}", aggregator: "avg" },
      y: { q: "avg:system.mem.used{*} by {host}", aggregator: "avg" },
    },
  },
  example: {
    type: "scatterplot",
    title: "Load and memory of hosts",
    requests: {
      table: {
        response_format: "scalar",
        queries: [
          { name: "load", data_source: "metrics", query: "avg:system.load.1{*} by {host}", aggregator: "avg" },
          { name: "memory", data_source: "metrics", query: "avg:system.mem.used{*} by {host}", aggregator: "avg" },
          { name: "disk", data_source: "metrics", query: "sum:system.disk.used{*} by {host}", aggregator: "avg" },
        ],
        formulas: [
          { formula: "load", dimension: "x", alias: "Load" },
          { formula: "memory", dimension: "y", alias: "Memory" },
          { formula: "disk", dimension: "radius", alias: "Disk" },
        ],
      },
    },
  },
  View,
  Form,
};
