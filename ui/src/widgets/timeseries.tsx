/** timeseries: lines, areas and bars over time, with thresholds, events and a legend. */

import { Box, Menu, Stack, UnstyledButton } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { useMemo, useState } from "react";
import type { Definition } from "@/api/dashboards";
import { useGrids } from "@/api/query";
import { Graph, type Pick } from "@/components/Graph";
import { Legend } from "@/components/Legend";
import { Notices } from "@/components/Notices";
import { axisOf } from "@/lib/axis";
import { rangeAhead } from "@/lib/bands";
import { styleOf, widgetLines } from "@/lib/lines";
import { linksOf } from "@/lib/links";
import { marksOf } from "@/lib/marks";
import { askedOf, foreignSources, requestsOf, textOf, textsOf } from "@/lib/requests";
import { fillText } from "@/lib/templates";
import { dateText } from "@/lib/time";
import { CommonForm } from "./frame/CommonForm";
import { AxisForm, EventsForm, LegendForm, MarkersForm } from "./frame/GraphForm";
import { LinkItems } from "./frame/GroupMenu";
import { LinesForm } from "./frame/LinesForm";
import { instead } from "./frame/notices";
import { useOverlay } from "./frame/overlay";
import { RequestsForm } from "./frame/RequestsForm";
import type { FormProps, Scene, ViewProps, Widget } from "./widget";

/** Bars are wider than points of a line, so there are fewer. */
const BARS = 80;
/** More lines than these tell nobody anything, unless that is wanted; areas and bars are a sum, which needs all. */
const LINES = 100;
/** What finds the groups that are worth a look by itself, or gives several lines for each. */
const CHOOSING = /\b(anomalies|outliers|forecast|top\w*|bottom\w*)\(/;
/** Graphs lower than this have no room for a table. */
const TALL = 300;

function View({ definition, scene }: ViewProps) {
  const json = JSON.stringify(definition);
  const { variables } = scene;
  const [only, setOnly] = useState<ReadonlySet<string>>(new Set());
  const [pick, setPick] = useState<Pick | null>(null);
  const [all, setAll] = useState(false);
  const { ref, height } = useElementSize();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `json` stands for `definition`
  const made = useMemo(() => {
    const requests = requestsOf(definition).map((request) => ({ request, asked: askedOf(request, variables) }));
    const answered = requests.filter(({ asked }) => asked.queries.length && !foreignSources([asked]).length);
    return {
      answered,
      foreign: answered.length ? [] : foreignSources(requests.map(({ asked }) => asked)),
      marks: marksOf(definition.markers),
      axis: axisOf(definition.yaxis),
      rightAxis: axisOf(definition.right_yaxis),
    };
  }, [json, variables]);
  const { answered, foreign, marks, axis, rightAxis } = made;
  const { from, to } = scene.range;
  const range = useMemo(
    () =>
      rangeAhead(
        { from, to },
        answered.flatMap(({ asked }) => textsOf(asked)),
      ),
    [from, to, answered],
  );
  const points = answered.map(({ request }) => (request.display_type === "bars" ? BARS : undefined));
  const most = answered.map(({ request, asked }) =>
    all || styleOf(request.display_type) !== "line" || CHOOSING.test(textOf(asked)) ? undefined : LINES,
  );
  const {
    data: grids,
    error,
    isLoading,
  } = useGrids(
    answered.map(({ asked }) => asked),
    range,
    points,
    most,
  );
  const leftOut = grids.reduce((sum, grid) => sum + (grid?.leftOut ?? 0), 0);
  const events = useOverlay(definition.events, scene);
  const lines = useMemo(() => widgetLines(answered.map((one, at) => ({ ...one, grid: grids[at] }))), [answered, grids]);
  const query = answered.map(({ asked }) => textOf(asked)).join(", ");
  const notice = instead({ error, isLoading, foreign, query }, lines.length > 0);
  const title = fillText(String(definition.title || query), variables);
  const named = lines.filter((line) => !line.quiet);
  const legend = definition.show_legend === true || (definition.show_legend !== false && named.length > 1);
  const layout = String(definition.legend_layout ?? "auto");
  const table = layout === "vertical" || (layout === "auto" && height >= TALL);
  if (notice) {
    return (
      <Box ref={ref} h="100%">
        {notice}
      </Box>
    );
  }
  return (
    <Box ref={ref} style={{ display: "flex", flexDirection: "column", height: "100%" }}>
      <Box style={{ flex: 1, minHeight: 0, position: "relative" }}>
        <Graph
          lines={lines}
          range={range}
          marks={marks}
          axis={axis}
          rightAxis={rightAxis}
          events={events}
          onZoom={scene.zoom}
          onPick={setPick}
          label={title}
          only={only}
        />
        <Notices of={grids.flatMap((grid) => grid?.notices ?? [])} />
        {pick && <PointMenu pick={pick} onClose={() => setPick(null)} definition={definition} scene={scene} />}
      </Box>
      {leftOut > 0 && (
        <UnstyledButton fz={11} c="dimmed" ta="right" onClick={() => setAll(true)}>
          The highest {named.length} of {named.length + leftOut} lines · <u>show all</u>
        </UnstyledButton>
      )}
      {legend && (
        <Legend
          lines={lines}
          only={only}
          onOnly={setOnly}
          compact={!table}
          {...(Array.isArray(definition.legend_columns) && { columns: definition.legend_columns as string[] })}
          height={Math.max(60, Math.min(height * 0.4, 260))}
        />
      )}
    </Box>
  );
}

type PointProps = { pick: Pick; onClose: () => void; definition: Definition; scene: Scene };

/** Where one can go from the point that was clicked. */
function PointMenu({ pick, onClose, definition, scene }: PointProps) {
  const about = Math.max(60, (scene.range.to - scene.range.from) / 60);
  const point = {
    tags: pick.line?.tags ?? [],
    range: { from: pick.at - about, to: pick.at + about },
    variables: scene.variables,
  };
  return (
    <Menu opened onClose={onClose} position="bottom-start" withinPortal>
      <Menu.Target>
        <span style={{ position: "absolute", left: pick.left, top: pick.top }} />
      </Menu.Target>
      <Menu.Dropdown maw={340}>
        <Menu.Label style={{ overflow: "hidden", textOverflow: "ellipsis" }}>
          {[pick.line?.label, dateText(pick.at * 1000)].filter(Boolean).join(" · ")}
        </Menu.Label>
        <LinkItems links={linksOf(definition, point)} />
        <Menu.Item onClick={() => scene.zoom(point.range.from, point.range.to)}>Zoom in here</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Form(props: FormProps) {
  const right = requestsOf(props.definition).some((request) => request.on_right_yaxis);
  return (
    <Stack gap="sm">
      <RequestsForm {...props} kind="timeseries" />
      <LinesForm {...props} />
      <AxisForm {...props} member="yaxis" label={right ? "Left axis" : "Axis"} />
      {right && <AxisForm {...props} member="right_yaxis" label="Right axis" />}
      <LegendForm {...props} />
      <MarkersForm {...props} />
      <EventsForm {...props} />
      <CommonForm {...props} />
    </Stack>
  );
}

export const widget: Widget = {
  type: "timeseries",
  name: "Timeseries",
  size: { width: 4, height: 3 },
  initial: { type: "timeseries", title: "", requests: [{ q: "avg:system.load.1{*}", display_type: "line" }] },
  example: {
    type: "timeseries",
    title: "Load by host",
    requests: [
      { q: "avg:system.load.1{*} by {host}", display_type: "line" },
      {
        q: "avg:system.mem.used{*}",
        display_type: "area",
        on_right_yaxis: true,
        style: { palette: "grey", line_width: "thin" },
      },
    ],
    markers: [{ value: "y > 8", display_type: "error dashed", label: "too much" }],
    events: [{ q: "source:*" }],
  },
  View,
  Form,
};
