/** alert_graph: what a monitor watches, with its threshold. */

import { Box, Skeleton, Stack, Text } from "@mantine/core";
import { ApiError } from "@/api/client";
import type { Definition } from "@/api/dashboards";
import { useMonitorGraph } from "@/api/monitors";
import { StateBadge } from "@/components/StateBadge";
import { Failure } from "@/components/states";
import { requestsOf } from "@/lib/requests";
import { TimeField } from "./frame/CommonForm";
import { Fields, own, SelectField } from "./frame/fields";
import { MonitorField } from "./frame/MonitorField";
import { Notice } from "./frame/notices";
import { OwnLink } from "./frame/OwnLink";
import { widget as timeseries } from "./timeseries";
import { widget as toplist } from "./toplist";
import type { ViewProps, Widget } from "./widget";

function View({ definition, scene }: ViewProps) {
  const id = String(definition.alert_id ?? "").trim();
  const { data, error } = useMonitorGraph(id, "", /^\d+$/.test(id));
  if (!/^\d+$/.test(id)) return <Notice kind="product">No monitor is chosen yet</Notice>;
  if (error && !data) {
    const missing = error instanceof ApiError && error.status === 404;
    return missing ? <Notice kind="product">There is no monitor {id} here</Notice> : <Failure error={error} />;
  }
  if (!data) return <Skeleton height="100%" />;
  const link = (
    <Text size="xs" c="dimmed" truncate>
      <OwnLink to="/monitors/$id" params={{ id }} style={{ color: "inherit" }}>
        {data.name}
      </OwnLink>
    </Text>
  );
  if (!data.definition) {
    return (
      <Stack h="100%" align="center" justify="center" gap={4}>
        <StateBadge state={data.state} />
        {link}
      </Stack>
    );
  }
  const list = definition.viz_type === "toplist";
  const drawn: Definition = {
    ...data.definition,
    type: list ? "toplist" : "timeseries",
    title: data.name,
    requests: requestsOf(data.definition).map((one) => (list && one.q ? { ...one, aggregator: "last" } : one)),
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
      <TimeField {...props} />
    </Fields>
  ),
};
