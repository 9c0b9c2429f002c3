/** distribution: a histogram of the samples of a distribution, or of the values of groups. */

import { Box, Stack } from "@mantine/core";
import { type HeatShape, useHeat } from "@/api/heat";
import { Plane } from "@/components/Plane";
import { type Axis, axisOf } from "@/lib/axis";
import { seriesColor } from "@/lib/colors";
import { value as formatted } from "@/lib/format";
import { heatRequest } from "@/lib/heat";
import { marksOf } from "@/lib/marks";
import { askedOf, foreignSources, textOf } from "@/lib/requests";
import { fillText } from "@/lib/templates";
import { CommonForm } from "./frame/CommonForm";
import { Fields, NumberField, withMember } from "./frame/fields";
import { AxisForm, MarkersForm } from "./frame/GraphForm";
import { instead } from "./frame/notices";
import { RequestsForm } from "./frame/RequestsForm";
import type { FormProps, ViewProps, Widget } from "./widget";

const BARS = 40;

function View({ definition, scene }: ViewProps) {
  const request = heatRequest(definition);
  const asked = askedOf(request, scene.variables);
  const foreign = foreignSources([asked]);
  const xaxis = axisOf(definition.xaxis);
  const wanted = (definition.xaxis as { num_buckets?: number } | undefined)?.num_buckets;
  const shape: HeatShape = {
    rows: Math.min(500, Math.max(1, Math.round(wanted ?? BARS))),
    columns: 1,
    scale: xaxis.scale.kind === "log" ? "log" : "linear",
    ...(xaxis.min !== undefined && { low: xaxis.min }),
    ...(xaxis.max !== undefined && { high: xaxis.max }),
  };
  const { data, error, isLoading } = useHeat(asked, scene.range, shape, foreign.length === 0);
  const notice = instead({ error, isLoading, foreign, query: textOf(asked) }, (data?.total ?? 0) > 0);
  if (notice || !data) return notice;
  const { edges, unit } = data;
  const counts = data.counts.map((row) => row[0] ?? 0);
  const color = seriesColor(0, request?.style?.palette);
  const yaxis = axisOf(definition.yaxis);
  const high = Math.max(...counts, 1) * 1.08;
  const low = yaxis.scale.kind === "log" ? 0.8 : 0;
  const percent = (count: number) => `${((count / (data.total || 1)) * 100).toFixed(1)}%`;
  const axis: Axis = { ...xaxis, label: xaxis.label };
  return (
    <Box style={{ height: "100%", display: "flex", flexDirection: "column" }}>
      <Box style={{ flex: 1, minHeight: 0, position: "relative" }}>
        <Plane
          x={{ axis, low: edges[0] ?? 0, high: edges.at(-1) ?? 1, unit }}
          y={{ axis: yaxis, low: yaxis.min ?? low, high: yaxis.max ?? high }}
          label={fillText(String(definition.title || textOf(asked)), scene.variables)}
        >
          {({ x, y, height }) => (
            <>
              {counts.map((count, at) => {
                const [left, right] = [x(edges[at] ?? 0), x(edges[at + 1] ?? 0)];
                const top = count > 0 ? y(count) : height;
                const between = `${formatted(edges[at], unit)} – ${formatted(edges[at + 1], unit)}`;
                return (
                  <g key={edges[at]}>
                    <rect x={left} y={0} width={Math.max(0, right - left)} height={height} fill="transparent">
                      <title>{`${between}: ${formatted(count)} (${percent(count)})`}</title>
                    </rect>
                    <rect
                      x={left}
                      y={top}
                      width={Math.max(0.5, right - left - 1)}
                      height={Math.max(0, height - top)}
                      fill={color}
                      pointerEvents="none"
                    />
                  </g>
                );
              })}
              {marksOf(definition.markers).map((mark) => {
                const [from, to] = [x(mark.from ?? edges[0] ?? 0), x(mark.to ?? edges.at(-1) ?? 0)];
                return (
                  <g key={JSON.stringify(mark)} pointerEvents="none">
                    <rect x={from} width={Math.max(0, to - from)} height={height} fill={mark.color} opacity={0.1} />
                    <path
                      d={`M${from} 0V${height}`}
                      stroke={mark.color}
                      strokeDasharray={mark.dash ? "5 4" : undefined}
                    />
                  </g>
                );
              })}
            </>
          )}
        </Plane>
      </Box>
      {definition.show_legend !== false && (
        <Box component="dl" style={{ display: "flex", flexWrap: "wrap", gap: "0 14px", margin: 0, fontSize: 11 }}>
          {[
            ["count", formatted(data.total)],
            ...Object.entries(data.percentiles).map(([name, at]) => [name, formatted(at, unit)]),
          ].map(([name, text]) => (
            <div key={name} style={{ display: "flex", gap: 5 }}>
              <dt style={{ opacity: 0.6 }}>{name}</dt>
              <dd style={{ margin: 0 }}>{text}</dd>
            </div>
          ))}
        </Box>
      )}
    </Box>
  );
}

function Form(props: FormProps) {
  const { definition, onChange } = props;
  return (
    <Stack gap="sm">
      <RequestsForm {...props} kind="scalar" />
      <AxisForm {...props} member="xaxis" label="Values" />
      <Fields>
        <NumberField
          label="Bars"
          of={definition.xaxis}
          member="num_buckets"
          min={1}
          max={500}
          placeholder={String(BARS)}
          onChange={(xaxis) => onChange(withMember(definition, "xaxis", xaxis) as FormProps["definition"])}
        />
      </Fields>
      <AxisForm {...props} member="yaxis" label="Counts" />
      <MarkersForm {...props} />
      <CommonForm {...props} />
    </Stack>
  );
}

export const widget: Widget = {
  type: "distribution",
  name: "Distribution",
  size: { width: 4, height: 3 },
  initial: { type: "distribution", title: "", requests: [{ q: "avg:system.load.1{*} by {host}" }] },
  example: {
    type: "distribution",
    title: "How hosts are loaded",
    xaxis: { num_buckets: 20 },
    requests: [{ q: "avg:system.load.1{*} by {host}" }],
  },
  View,
  Form,
};
