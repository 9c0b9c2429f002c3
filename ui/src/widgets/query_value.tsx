/** query_value: one number, large, coloured by its conditional formats, beside what it was before. */

import { Box, Text } from "@mantine/core";
import { useGrids } from "@/api/query";
import { Graph } from "@/components/Graph";
import { isOutside, useOutside, webAddress } from "@/components/outside";
import { axisOf } from "@/lib/axis";
import { type Comparison, compared, earlier } from "@/lib/comparison";
import { lookOf } from "@/lib/conditional";
import { value as formatted, split } from "@/lib/format";
import { widgetLines } from "@/lib/lines";
import { askedOf, formatsOf, type Request, requestsOf } from "@/lib/requests";
import type { Unit } from "@/lib/units";
import { instead } from "./frame/notices";
import { QueryValueForm } from "./frame/QueryValueForm";
import { useValues } from "./frame/values";
import classes from "./query_value.module.css";
import type { Scene, ViewProps, Widget } from "./widget";

function View({ definition, scene }: ViewProps) {
  const request = requestsOf(definition)[0];
  const { data, ...state } = useValues(request, scene);
  const outside = useOutside();
  const row = data?.rows.find((one) => typeof one.values[0] === "number");
  const value = row?.values[0] ?? null;
  const notice = instead(state, value !== null);
  const comparison = request?.comparison as Comparison | undefined;
  const ground = definition.timeseries_background as Ground | undefined;
  if (notice) return notice;
  const look = lookOf(value, formatsOf(request));
  const custom = typeof definition.custom_unit === "string" && definition.custom_unit ? definition.custom_unit : null;
  const unit: Unit | null = custom ? { label: custom } : (data?.units[0] ?? null);
  const text = formatted(value, unit, {
    precision: typeof definition.precision === "number" ? definition.precision : undefined,
    autoscale: definition.autoscale !== false,
  });
  const [number, behind] = split(text);
  const align =
    definition.text_align === "left" || definition.text_align === "right" ? definition.text_align : "center";
  const image = look.image && webAddress(look.image) && (outside.external_images || !isOutside(look.image));
  return (
    <Box className={classes.box} style={{ background: look.background, color: look.color }} data-align={align}>
      {ground && request && <Behind request={request} ground={ground} scene={scene} color={look.color} />}
      {image && <img className={classes.image} src={look.image} alt="" />}
      {!look.hidden && (
        <Text component="div" className={classes.number} data-compared={comparison ? true : undefined}>
          {number}
          <span>{behind}</span>
        </Text>
      )}
      {comparison && <Before request={request} value={value} unit={unit} comparison={comparison} scene={scene} />}
    </Box>
  );
}

type BeforeProps = {
  request: Request | undefined;
  value: number | null;
  unit: Unit | null;
  comparison: Comparison;
  scene: Scene;
};

/** How the value differs from that of an earlier time. */
function Before({ request, value, unit, comparison, scene }: BeforeProps) {
  const range = earlier(comparison, scene.range);
  const { data } = useValues(request, { ...scene, range });
  const change = compared(value, data?.rows[0]?.values[0] ?? null, comparison, (one) => formatted(one, unit));
  if (!change) return null;
  return (
    <Text component="div" className={classes.change} data-good={change.good ?? undefined}>
      {change.text} <span>{change.than}</span>
    </Text>
  );
}

type Ground = { type?: string; yaxis?: unknown };

/** The value over time, behind it. */
function Behind({
  request,
  ground,
  scene,
  color,
}: {
  request: Request;
  ground: Ground;
  scene: Scene;
  color: string | undefined;
}) {
  const asked = askedOf(request, scene.variables);
  const { data: grids } = useGrids([asked], scene.range, [60]);
  const drawn = { ...request, display_type: ground.type === "bars" ? "bars" : "area" };
  const lines = widgetLines([{ request: drawn, asked, grid: grids[0] }])
    .filter((line) => !line.quiet)
    .slice(0, 1)
    .map((line) => ({ ...line, ...(color?.length === 7 && { color }), right: false }));
  if (!lines.length) return null;
  return (
    <Box className={classes.ground} aria-hidden>
      <Graph bare lines={lines} range={scene.range} axis={axisOf(ground.yaxis ?? { include_zero: true })} label="" />
    </Box>
  );
}

export const widget: Widget = {
  type: "query_value",
  name: "Query value",
  size: { width: 2, height: 2 },
  initial: {
    type: "query_value",
    title: "",
    autoscale: true,
    precision: 2,
    requests: [{ q: "avg:system.load.1{*}", aggregator: "last" }],
  },
  example: {
    type: "query_value",
    title: "Load",
    autoscale: true,
    precision: 2,
    timeseries_background: { type: "area" },
    requests: [
      {
        q: "avg:system.load.1{*}",
        aggregator: "last",
        conditional_formats: [{ comparator: ">=", value: 0, palette: "green_on_white" }],
        comparison: {
          type: "both",
          directionality: "decrease_better",
          duration: { type: "previous_timeframe" },
        },
      },
    ],
  },
  View,
  Form: QueryValueForm,
};
