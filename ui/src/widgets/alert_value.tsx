/** alert_value: the value that a monitor saw last, in the colour of its state. */

import { Box, Skeleton, Text } from "@mantine/core";
import { ApiError } from "@/api/client";
import { useMonitorValue } from "@/api/monitors";
import { Failure } from "@/components/states";
import { statusColor } from "@/lib/colors";
import { value as formatted } from "@/lib/format";
import { Fields, NumberField, own, SelectField, TextField } from "./frame/fields";
import { MonitorField } from "./frame/MonitorField";
import { Notice } from "./frame/notices";
import { OwnLink } from "./frame/OwnLink";
import type { ViewProps, Widget } from "./widget";

function View({ definition }: ViewProps) {
  const id = String(definition.alert_id ?? "").trim();
  const { data, error } = useMonitorValue(id, /^\d+$/.test(id));
  if (!/^\d+$/.test(id)) return <Notice kind="product">No monitor is chosen yet</Notice>;
  if (error && !data) {
    const missing = error instanceof ApiError && error.status === 404;
    return missing ? <Notice kind="product">There is no monitor {id} here</Notice> : <Failure error={error} />;
  }
  if (!data) return <Skeleton height="100%" />;
  const unit =
    typeof definition.unit === "string" && !["auto", "none", ""].includes(definition.unit) ? definition.unit : null;
  const precision = typeof definition.precision === "number" ? definition.precision : undefined;
  const align =
    definition.text_align === "left" || definition.text_align === "right" ? definition.text_align : "center";
  return (
    <Box style={{ height: "100%", display: "grid", alignContent: "center", textAlign: align, containerType: "size" }}>
      <Text
        fw={600}
        c={statusColor(data.status)}
        style={{ fontSize: "clamp(18px, min(38cqh, 20cqw), 72px)", lineHeight: 1.1, whiteSpace: "nowrap" }}
      >
        {formatted(data.value, unit ? { label: unit } : null, { precision })}
      </Text>
      <Text size="xs" c="dimmed" truncate>
        <OwnLink to="/monitors/$id" params={{ id }} style={{ color: "inherit" }}>
          {data.status}
          {data.group && ` · ${data.group}`}
        </OwnLink>
      </Text>
    </Box>
  );
}

export const widget: Widget = {
  type: "alert_value",
  name: "Value of a monitor",
  size: { width: 2, height: 2 },
  initial: { type: "alert_value", title: "", alert_id: "" },
  example: ({ monitor }) => ({ type: "alert_value", title: "What it saw last", alert_id: monitor, precision: 2 }),
  View,
  Form: (props) => (
    <Fields>
      <MonitorField {...props} />
      <TextField {...own(props)} member="unit" label="Unit" placeholder="none" width={90} />
      <NumberField {...own(props)} member="precision" label="Decimals" min={0} max={10} placeholder="automatic" />
      <SelectField
        {...own(props)}
        member="text_align"
        label="Align"
        standard="center"
        width={100}
        data={["left", "center", "right"]}
      />
    </Fields>
  ),
};
