/** event_timeline: how many events happened when, by their status. */

import { Box } from "@mantine/core";
import { useMemo } from "react";
import { useEventCounts } from "@/api/events";
import { Graph } from "@/components/Graph";
import { statusColor } from "@/lib/colors";
import type { Line } from "@/lib/plot";
import { SearchFields, searchOf } from "./event_stream";
import { TimeField } from "./frame/CommonForm";
import { Fields } from "./frame/fields";
import { instead } from "./frame/notices";
import type { ViewProps, Widget } from "./widget";

function View(props: ViewProps) {
  const { scene } = props;
  const search = searchOf(props);
  const { data, error, isLoading } = useEventCounts(search, scene.range);
  const lines = useMemo(
    (): Line[] =>
      (data ?? []).map((one) => ({
        label: one.values.join(", ") || "all",
        times: one.times,
        values: one.counts,
        style: "bars",
        color: statusColor(one.values[0] ?? ""),
      })),
    [data],
  );
  const notice = instead({ error, isLoading, foreign: [], query: search }, lines.length > 0);
  return (
    notice ?? (
      <Box h="100%" style={{ position: "relative" }}>
        <Graph lines={lines} range={scene.range} onZoom={scene.zoom} label={`How many events: ${search}`} />
      </Box>
    )
  );
}

export const widget: Widget = {
  type: "event_timeline",
  name: "Events over time",
  size: { width: 6, height: 2 },
  initial: { type: "event_timeline", title: "", query: "" },
  example: { type: "event_timeline", title: "Events over time", query: "*", tags_execution: "and" },
  View,
  Form: (props) => (
    <Fields>
      <SearchFields {...props} />
      <TimeField {...props} />
    </Fields>
  ),
};
