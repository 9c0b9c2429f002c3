/** timeseries: lines, areas and bars over time, with markers and a legend. */

import { Box, Skeleton } from "@mantine/core";
import { useMemo, useState } from "react";
import { type EventGroup, useEventGroups } from "@/api/aggregate";
import { useSeries } from "@/api/metrics";
import { Graph } from "@/components/Graph";
import { Legend } from "@/components/Legend";
import { Failure } from "@/components/states";
import { seriesColor, statusColor } from "@/lib/colors";
import { type EventQuery, eventQueries, eventUnit } from "@/lib/events";
import { linesOf } from "@/lib/lines";
import { type Line, markOf } from "@/lib/plot";
import { expressions, foreignSources, type Request, requestsOf } from "@/lib/requests";
import { fillMetric, fillText } from "@/lib/templates";
import { Foreign, Quiet } from "./frame/notices";
import { RequestsForm } from "./frame/RequestsForm";
import type { ViewProps, Widget } from "./widget";

type AxisJson = { min?: string; max?: string; scale?: string; include_zero?: boolean };
type MarkerJson = { value?: string; display_type?: string; label?: string };

function View({ definition, scene }: ViewProps) {
  const requests = requestsOf(definition);
  const foreign = foreignSources(requests);
  const asked = expressions(requests.filter((one) => foreignSources([one]).length === 0));
  const query = asked.map((one) => fillMetric(one.expression, scene.variables)).join(", ");
  const metrics = useSeries(query, scene.range);
  const counted = requests.map((one) => ({ request: one, queries: eventQueries(one, scene.variables) }));
  const events = counted.flatMap(({ request, queries }) => (queries ?? []).map((one) => ({ ...one, request })));
  const groups = useEventGroups(events, scene.range, true);
  const { data } = metrics;
  const error = metrics.error ?? groups.error;
  const isLoading = metrics.isLoading || groups.isLoading;
  const [only, setOnly] = useState<ReadonlySet<string>>(new Set());
  const looks = JSON.stringify(asked);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `looks` stands for `asked`
  const lines = useMemo(() => {
    const look = (index: number) => {
      const { alias, ...rest } = asked[index] ?? { style: "line" as const };
      return { ...rest, alias: alias && fillText(alias, scene.variables) };
    };
    const found = linesOf(data?.series ?? [], look, asked.length > 1);
    return [...found, ...eventLines(events, groups.data, found.length)];
  }, [data, groups.data, looks, scene.variables]);
  const markers = JSON.stringify(definition.markers ?? []);
  const marks = useMemo(
    () =>
      (JSON.parse(markers) as MarkerJson[])
        .map((one) => markOf(one.value ?? "", one.display_type, one.label))
        .filter((one) => one !== null),
    [markers],
  );
  if (!asked.length && !events.length && foreign.length) return <Foreign sources={foreign} />;
  if (error && !lines.length) return <Failure error={error} query={query} />;
  if (isLoading) return <Skeleton height="100%" />;
  if (!lines.length) return <Quiet query={query || (events[0]?.search ?? "")} />;
  const legend = definition.show_legend !== false && lines.filter((line) => !line.quiet).length > 1;
  const title = fillText(String(definition.title ?? query), scene.variables);
  return (
    <Box style={{ display: "flex", flexDirection: "column", height: "100%" }}>
      <Box style={{ flex: 1, minHeight: 0, position: "relative" }}>
        <Graph
          lines={lines}
          range={scene.range}
          marks={marks}
          axis={axisOf(definition.yaxis as AxisJson | undefined)}
          onZoom={scene.zoom}
          label={title}
          only={only}
        />
      </Box>
      {legend && (
        <Legend lines={lines} only={only} onOnly={setOnly} compact={definition.legend_layout !== "vertical"} />
      )}
    </Box>
  );
}

type Drawn = EventQuery & { alias?: string | undefined; request: Request };

/** Lines of counted logs and spans; times without any are zero for bars and left out for lines. */
function eventLines(queries: readonly Drawn[], groups: ReadonlyArray<readonly EventGroup[]>, before: number): Line[] {
  let index = before;
  return queries.flatMap((query, at) =>
    (groups[at] ?? []).map((group): Line => {
      const style = query.request.display_type;
      const label = [query.alias, group.values.join(", ")].filter(Boolean).join(" ") || query.search;
      const own = seriesColor(index++, query.request.style?.palette);
      const color = query.groups[0]?.facet === "status" ? statusColor(group.values[0] ?? "") : own;
      return {
        label,
        color,
        unit: eventUnit(query),
        points: group.points,
        style: style === "bars" || style === "area" ? style : "line",
      };
    }),
  );
}

function axisOf(given: AxisJson | undefined) {
  if (!given) return undefined;
  const number = (text: string | undefined) => {
    const value = Number.parseFloat(text ?? "");
    return Number.isNaN(value) ? undefined : value;
  };
  return {
    min: number(given.min),
    max: number(given.max),
    log: given.scale === "log",
    zero: given.include_zero !== false,
  };
}

export const widget: Widget = {
  type: "timeseries",
  name: "Timeseries",
  size: { width: 4, height: 3 },
  initial: { type: "timeseries", title: "", requests: [{ q: "avg:system.load.1{*}", display_type: "line" }] },
  example: {
    type: "timeseries",
    title: "Load by host",
    requests: [{ q: "avg:system.load.1{*} by {host}", display_type: "line" }],
  },
  View,
  Form: (props) => <RequestsForm {...props} kind="timeseries" />,
};
