/** toplist: groups by their value, the largest first. */

import { Box, Skeleton, Text } from "@mantine/core";
import { Failure } from "@/components/states";
import { conditional, faded, seriesColor } from "@/lib/colors";
import { value as formatted } from "@/lib/format";
import { formatFor, formatsOf, requestsOf } from "@/lib/requests";
import { Foreign, Quiet } from "./frame/notices";
import { RequestsForm } from "./frame/RequestsForm";
import { useValues } from "./frame/values";
import classes from "./toplist.module.css";
import type { ViewProps, Widget } from "./widget";

function View({ definition, scene }: ViewProps) {
  const request = requestsOf(definition)[0];
  const { data, error, isLoading, foreign, query } = useValues(request, scene);
  if (foreign.length) return <Foreign sources={foreign} />;
  if (error && !data) return <Failure error={error} query={query} />;
  if (isLoading) return <Skeleton height="100%" />;
  const rows = (data?.rows ?? [])
    .map((row) => ({ name: row.tags.filter(Boolean).join(", ") || "*", value: row.values[0] ?? null }))
    .filter((row) => row.value !== null)
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0));
  if (!rows.length) return <Quiet query={query} />;
  const most = Math.max(...rows.map((row) => Math.abs(row.value ?? 0))) || 1;
  return (
    <Box component="ol" className={classes.list}>
      {rows.slice(0, 200).map((row) => {
        const format = formatFor(row.value, formatsOf(request));
        const look = format ? conditional(format.palette) : {};
        const color = look.background ?? look.color ?? seriesColor(0, request?.style?.palette);
        return (
          <li key={row.name} title={row.name}>
            <i style={{ width: `${(Math.abs(row.value ?? 0) / most) * 100}%`, background: faded(color, 0.4) }} />
            <Text span className={classes.value}>
              {formatted(row.value, data?.units[0])}
            </Text>
            <Text span className={classes.name}>
              {row.name}
            </Text>
          </li>
        );
      })}
    </Box>
  );
}

export const widget: Widget = {
  type: "toplist",
  name: "Top list",
  size: { width: 4, height: 3 },
  initial: {
    type: "toplist",
    title: "",
    requests: [{ q: "top(avg:system.load.1{*} by {host}, 10, 'mean', 'desc')" }],
  },
  example: {
    type: "toplist",
    title: "Busiest hosts",
    requests: [{ q: "top(avg:system.load.1{*} by {host}, 10, 'mean', 'desc')" }],
  },
  View,
  Form: (props) => <RequestsForm {...props} kind="scalar" />,
};
