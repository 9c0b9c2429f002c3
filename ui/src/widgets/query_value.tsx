/** query_value: one number, large, coloured by its conditional formats. */

import { Box, Skeleton, Text } from "@mantine/core";
import { Failure } from "@/components/states";
import { conditional } from "@/lib/colors";
import { value as formatted } from "@/lib/format";
import { formatFor, formatsOf, requestsOf } from "@/lib/requests";
import { Foreign } from "./frame/notices";
import { RequestsForm } from "./frame/RequestsForm";
import { useValues } from "./frame/values";
import type { ViewProps, Widget } from "./widget";

function View({ definition, scene }: ViewProps) {
  const request = requestsOf(definition)[0];
  const { data, error, isLoading, foreign, query } = useValues(request, scene);
  if (foreign.length) return <Foreign sources={foreign} />;
  if (error && !data) return <Failure error={error} query={query} />;
  if (isLoading) return <Skeleton height="100%" />;
  const value = data?.rows[0]?.values[0] ?? null;
  const format = formatFor(value, formatsOf(request));
  const look =
    format?.palette === "custom_bg"
      ? { background: format.custom_bg_color, color: format.custom_fg_color }
      : format
        ? conditional(format.palette)
        : {};
  const custom = typeof definition.custom_unit === "string" ? definition.custom_unit : null;
  const precision = typeof definition.precision === "number" ? definition.precision : undefined;
  const text = formatted(value, custom ? null : data?.units[0], precision);
  const [number = text, unit = ""] = splitUnit(text);
  return (
    <Box
      style={{ ...look, height: "100%", display: "grid", placeItems: "center", borderRadius: 4, containerType: "size" }}
    >
      <Text
        component="div"
        fw={600}
        style={{ fontSize: "clamp(18px, min(42cqh, 20cqw), 84px)", lineHeight: 1.1, whiteSpace: "nowrap" }}
      >
        {number}
        <Text span fw={400} style={{ fontSize: "0.5em", marginLeft: 4 }}>
          {custom ?? unit}
        </Text>
      </Text>
    </Box>
  );
}

function splitUnit(text: string): [string, string] {
  const found = /^(-?[\d.,]+(?:e[+-]\d+)?)\s*(.*)$/.exec(text);
  return found ? [found[1] ?? text, found[2] ?? ""] : [text, ""];
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
    precision: 2,
    requests: [{ q: "avg:system.load.1{*}", aggregator: "avg" }],
  },
  View,
  Form: (props) => <RequestsForm {...props} kind="scalar" />,
};
