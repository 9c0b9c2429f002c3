/** list_stream: the newest logs or spans that a search finds. */

import { Box, Skeleton, Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type Log, type SpanHit, useLogs, useSpans } from "@/api/records";
import { Failure } from "@/components/states";
import { nameColor, statusColor } from "@/lib/colors";
import { duration } from "@/lib/format";
import { fillSearch } from "@/lib/templates";
import { dateText } from "@/lib/time";
import { Foreign, Quiet } from "./frame/notices";
import type { ViewProps, Widget } from "./widget";

type Asked = { data_source?: string; query_string?: string };
const MOST = 100;

function View(props: ViewProps) {
  const requests = props.definition.requests as Array<{ query?: Asked }> | undefined;
  const asked = requests?.[0]?.query ?? {};
  const search = fillSearch(asked.query_string ?? "", props.scene.variables);
  if (asked.data_source === "logs_stream") return <Logs {...props} search={search} />;
  if (asked.data_source === "trace_stream") return <Spans {...props} search={search} />;
  return <Foreign sources={[asked.data_source ?? "an unnamed source"]} />;
}

function Logs({ scene, search }: ViewProps & { search: string }) {
  const { data, error, isLoading } = useLogs(search, scene.range);
  if (error && !data) return <Failure error={error} query={search} />;
  if (isLoading) return <Skeleton height="100%" />;
  const logs: Log[] = data?.pages[0]?.data ?? [];
  if (!logs.length) return <Quiet query={search} />;
  return (
    <Rows>
      {logs.slice(0, MOST).map(({ id, attributes }) => (
        <Table.Tr key={id}>
          <Table.Td w={130} style={{ borderLeft: `3px solid ${statusColor(attributes.status ?? "")}` }}>
            <Link to="/logs" search={{ query: search, log: id } as never} style={{ color: "inherit" }}>
              {dateText(Date.parse(attributes.timestamp))}
            </Link>
          </Table.Td>
          <Table.Td w={110}>{attributes.service}</Table.Td>
          <Table.Td ff="monospace">{attributes.message?.split("\n", 1)[0]}</Table.Td>
        </Table.Tr>
      ))}
    </Rows>
  );
}

function Spans({ scene, search }: ViewProps & { search: string }) {
  const { data, error, isLoading } = useSpans(search, scene.range);
  if (error && !data) return <Failure error={error} query={search} />;
  if (isLoading) return <Skeleton height="100%" />;
  const spans: SpanHit[] = data?.pages[0]?.data ?? [];
  if (!spans.length) return <Quiet query={search} />;
  return (
    <Rows>
      {spans.slice(0, MOST).map(({ id, attributes }) => (
        <Table.Tr key={id}>
          <Table.Td w={130} style={{ borderLeft: `3px solid ${nameColor(attributes.service)}` }}>
            <Link to="/trace/$id" params={{ id: attributes.trace_id }} style={{ color: "inherit" }}>
              {dateText(Date.parse(attributes.start_timestamp))}
            </Link>
          </Table.Td>
          <Table.Td w={110}>{attributes.service}</Table.Td>
          <Table.Td>{attributes.resource_name}</Table.Td>
          <Table.Td w={80} ta="right">
            {duration(attributes.custom?.duration ?? 0)}
          </Table.Td>
        </Table.Tr>
      ))}
    </Rows>
  );
}

function Rows({ children }: { children: React.ReactNode }) {
  return (
    <Box style={{ height: "100%", overflow: "auto" }}>
      <Table fz="xs" verticalSpacing={2} horizontalSpacing={8} style={{ whiteSpace: "nowrap" }}>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </Box>
  );
}

export const widget: Widget = {
  type: "list_stream",
  name: "List of logs or spans",
  size: { width: 12, height: 4 },
  initial: {
    type: "list_stream",
    title: "",
    requests: [
      {
        response_format: "event_list",
        columns: [],
        query: { data_source: "logs_stream", query_string: "status:error", indexes: [] },
      },
    ],
  },
  example: {
    type: "list_stream",
    title: "Newest logs",
    requests: [
      {
        response_format: "event_list",
        columns: [
          { field: "status_line", width: "auto" },
          { field: "timestamp", width: "auto" },
          { field: "service", width: "auto" },
          { field: "content", width: "full" },
        ],
        query: { data_source: "logs_stream", query_string: "", indexes: [] },
      },
    ],
  },
  View,
};
