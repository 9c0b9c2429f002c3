/** alert_graph: what a monitor watches, with its threshold. */

import { Anchor, Box, Skeleton, Stack } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { ApiError } from "@/api/client";
import type { Definition } from "@/api/dashboards";
import { useMonitor } from "@/api/monitors";
import { StateBadge } from "@/components/StateBadge";
import { Failure } from "@/components/states";
import { watched } from "@/lib/alert-query";
import { Fields, own, SelectField } from "./frame/fields";
import { MonitorField } from "./frame/MonitorField";
import { Notice } from "./frame/notices";
import { widget as timeseries } from "./timeseries";
import { widget as toplist } from "./toplist";
import type { ViewProps, Widget } from "./widget";

function View({ definition, scene }: ViewProps) {
  const id = String(definition.alert_id ?? "").trim();
  const { data, error } = useMonitor(id, /^\d+$/.test(id));
  if (!/^\d+$/.test(id)) return <Notice kind="product">No monitor is chosen yet</Notice>;
  if (error && !data) {
    const missing = error instanceof ApiError && error.status === 404;
    return missing ? <Notice kind="product">There is no monitor {id} here</Notice> : <Failure error={error} />;
  }
  if (!data) return <Skeleton height="100%" />;
  const found = watched(data.query);
  const link = (
    <Anchor
      size="xs"
      c="dimmed"
      truncate
      renderRoot={(props) => <Link to="/monitors/$id" params={{ id }} {...props} />}
    >
      {data.name}
    </Anchor>
  );
  if (!found) {
    return (
      <Stack h="100%" align="center" justify="center" gap={4}>
        <StateBadge state={data.overall_state} />
        {link}
      </Stack>
    );
  }
  const list = definition.viz_type === "toplist";
  const warning = data.options.thresholds?.warning;
  const mark = (sign: string, at: number, look: string) => ({
    value: `y ${sign} ${at}`,
    display_type: `${look} dashed`,
  });
  const drawn: Definition = {
    type: list ? "toplist" : "timeseries",
    title: data.name,
    requests: found.requests.map((one) => ({ ...one, ...(list && one.q && { aggregator: "last" }) })),
    markers: [
      mark(/^[<>]/.exec(found.comparator)?.[0] ?? "=", found.threshold, "error"),
      ...(warning === undefined ? [] : [mark("=", warning, "warning")]),
    ],
  };
  const Drawn = list ? toplist.View : timeseries.View;
  return (
    <Stack h="100%" gap={2}>
      <Box flex={1} mih={0}>
        <Drawn definition={drawn} scene={scene} />
      </Box>
      {link}
    </Stack>
  );
}

export const widget: Widget = {
  type: "alert_graph",
  name: "Graph of a monitor",
  size: { width: 4, height: 3 },
  initial: { type: "alert_graph", title: "", alert_id: "", viz_type: "timeseries" },
  example: ({ monitor }) => ({
    type: "alert_graph",
    title: "What the monitor sees",
    alert_id: monitor,
    viz_type: "timeseries",
  }),
  View,
  Form: (props) => (
    <Fields>
      <MonitorField {...props} />
      <SelectField
        {...own(props)}
        member="viz_type"
        label="As"
        standard="timeseries"
        data={["timeseries", "toplist"]}
      />
    </Fields>
  ),
};
