/** heatmap: how many values lie where at each time: samples of a distribution, or the values of groups. */

import { Box, Stack } from "@mantine/core";
import { useMemo } from "react";
import type uPlot from "uplot";
import { type Heat, useHeat } from "@/api/heat";
import { Graph, type Under } from "@/components/Graph";
import { ColorScale } from "@/components/Hexagons";
import { axisOf } from "@/lib/axis";
import { value as formatted } from "@/lib/format";
import { density, heatRequest, rowOf } from "@/lib/heat";
import { marksOf } from "@/lib/marks";
import { RAMP_NAMES, ramp } from "@/lib/palettes";
import type { Line } from "@/lib/plot";
import { askedOf, foreignSources, requestsOf, textOf } from "@/lib/requests";
import { fillText } from "@/lib/templates";
import { CommonForm } from "./frame/CommonForm";
import { Fields, SelectField, withMember } from "./frame/fields";
import { AxisForm, EventsForm, MarkersForm } from "./frame/GraphForm";
import { instead } from "./frame/notices";
import { useOverlay } from "./frame/overlay";
import { RequestsForm } from "./frame/RequestsForm";
import type { FormProps, ViewProps, Widget } from "./widget";

const ROWS = 32;
const COLUMNS = 90;

function View({ definition, scene }: ViewProps) {
  const request = heatRequest(definition);
  const asked = askedOf(request, scene.variables);
  const foreign = foreignSources([asked]);
  const axis = axisOf(definition.yaxis);
  const shape = {
    rows: ROWS,
    columns: COLUMNS,
    scale: axis.scale.kind === "log" ? ("log" as const) : ("linear" as const),
    ...(axis.min !== undefined && { low: axis.min }),
    ...(axis.max !== undefined && { high: axis.max }),
  };
  const { data, error, isLoading } = useHeat(asked, scene.range, shape, foreign.length === 0);
  const events = useOverlay(definition.events, scene);
  const palette = request?.style?.palette ?? "dog_classic";
  const drawn = useMemo(() => data && { under: cells(data, palette), lines: [ground(data)] }, [data, palette]);
  const notice = instead({ error, isLoading, foreign, query: textOf(asked) }, (data?.total ?? 0) > 0);
  if (notice || !data || !drawn) return notice;
  const ends = { min: data.edges[0], max: data.edges.at(-1) };
  return (
    <Box style={{ height: "100%", display: "flex", flexDirection: "column" }}>
      <Box style={{ flex: 1, minHeight: 0, position: "relative" }}>
        <Graph
          lines={drawn.lines}
          under={drawn.under}
          range={scene.range}
          axis={{ ...axis, ...ends, scale: axis.scale.kind === "log" ? axis.scale : { kind: "linear" } }}
          marks={marksOf(definition.markers)}
          events={events}
          onZoom={scene.zoom}
          label={fillText(String(definition.title || textOf(asked)), scene.variables)}
        />
      </Box>
      {definition.show_legend !== false && (
        <ColorScale ends={[0, most(data)]} palette={palette} title="at once, in each cell" />
      )}
    </Box>
  );
}

const most = (heat: Heat) => heat.counts.reduce((high, row) => Math.max(high, ...row), 0);

/** A line that nobody sees, whose times the cursor goes by. */
const ground = ({ times, edges, unit }: Heat): Line => ({
  label: "",
  times,
  values: times.map(() => edges[0] ?? 0),
  style: "line",
  color: "#00000000",
  unit,
  quiet: true,
});

function cells(heat: Heat, palette: string): Under {
  const color = ramp(palette);
  const high = most(heat);
  const { times, edges, counts, unit } = heat;
  const step = (times[1] ?? 0) - (times[0] ?? 0) || 60;
  const paint = (u: uPlot) => {
    const { ctx, bbox } = u;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    const lefts = [...times, (times.at(-1) ?? 0) + step].map((at) => Math.round(u.valToPos(at, "x", true)));
    const tops = edges.map((edge) => Math.round(u.valToPos(edge, "y", true)));
    counts.forEach((row, at) => {
      const [bottom = 0, top = 0] = [tops[at], tops[at + 1]];
      row.forEach((count, column) => {
        if (!count) return;
        const [left = 0, right = 0] = [lefts[column], lefts[column + 1]];
        ctx.fillStyle = color(density(count, high));
        ctx.fillRect(left, top, Math.max(1, right - left - 1), Math.max(1, bottom - top - 1));
      });
    });
    ctx.restore();
  };
  const told = (at: number, value: number) => {
    const row = rowOf(edges, value);
    const column = times.indexOf(at);
    if (row === null || column < 0) return [];
    const between = `${formatted(edges[row], unit)} – ${formatted(edges[row + 1], unit)}`;
    const count = counts[row]?.[column] ?? 0;
    const all = counts.reduce((sum, one) => sum + (one[column] ?? 0), 0);
    return [
      { name: between, text: formatted(count) },
      { name: "all at this time", text: formatted(all) },
    ];
  };
  return { paint, told };
}

function Form(props: FormProps) {
  const { definition, onChange } = props;
  const [request = {}, ...others] = requestsOf(definition);
  return (
    <Stack gap="sm">
      <RequestsForm {...props} kind="heat" />
      <Fields>
        <SelectField
          label="Colours"
          of={request.style}
          member="palette"
          standard="dog_classic"
          data={["dog_classic", ...RAMP_NAMES]}
          onChange={(style) => onChange({ ...definition, requests: [withMember(request, "style", style), ...others] })}
        />
      </Fields>
      <AxisForm {...props} member="yaxis" label="Axis" />
      <MarkersForm {...props} />
      <EventsForm {...props} />
      <CommonForm {...props} />
    </Stack>
  );
}

export const widget: Widget = {
  type: "heatmap",
  name: "Heat map",
  size: { width: 4, height: 3 },
  initial: { type: "heatmap", title: "", requests: [{ q: "avg:system.load.1{*} by {host}" }] },
  example: {
    type: "heatmap",
    title: "Load of all hosts",
    requests: [{ q: "avg:system.load.1{*} by {host}", style: { palette: "YlOrRd" } }],
  },
  View,
  Form,
};
