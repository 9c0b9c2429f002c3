/** query_table: groups as rows, values as columns, sorted by a click. */

import { Box, Skeleton, Table, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { Failure } from "@/components/states";
import { conditional } from "@/lib/colors";
import { value as formatted } from "@/lib/format";
import { formatFor, formatsOf, requestsOf } from "@/lib/requests";
import { Foreign, Quiet } from "./frame/notices";
import { RequestsForm } from "./frame/RequestsForm";
import { useValues } from "./frame/values";
import type { ViewProps, Widget } from "./widget";

const MOST = 200;

function View({ definition, scene }: ViewProps) {
  const request = requestsOf(definition)[0];
  const { data, error, isLoading, foreign, query } = useValues(request, scene);
  const [sort, setSort] = useState({ column: 0, down: true });
  if (foreign.length) return <Foreign sources={foreign} />;
  if (error && !data) return <Failure error={error} query={query} />;
  if (isLoading || !data) return <Skeleton height="100%" />;
  if (!data.rows.length) return <Quiet query={query} />;
  const sign = sort.down ? -1 : 1;
  const low = Number.NEGATIVE_INFINITY;
  const rows = [...data.rows].sort((a, b) => sign * ((a.values[sort.column] ?? low) - (b.values[sort.column] ?? low)));
  return (
    <Box style={{ height: "100%", overflow: "auto" }}>
      <Table fz="xs" verticalSpacing={3} horizontalSpacing={8} stickyHeader>
        <Table.Thead bg="var(--surface)">
          <Table.Tr>
            {data.groups.map((name) => (
              <Table.Th key={name}>{name}</Table.Th>
            ))}
            {data.names.map((name, column) => (
              <Table.Th
                key={`${name} ${column}`}
                ta="right"
                aria-sort={sort.column === column ? (sort.down ? "descending" : "ascending") : "none"}
              >
                <UnstyledButton
                  fz="xs"
                  fw={600}
                  maw={220}
                  style={{ overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap" }}
                  title={name}
                  onClick={() => setSort({ column, down: sort.column !== column || !sort.down })}
                >
                  {name} {sort.column === column && (sort.down ? "↓" : "↑")}
                </UnstyledButton>
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.slice(0, MOST).map((row) => (
            <Table.Tr key={row.tags.join("\u0000")}>
              {row.tags.map((tag, at) => (
                <Table.Td key={at}>{tag}</Table.Td>
              ))}
              {row.values.map((value, at) => {
                const format = formatFor(value, formatsOf(request, at));
                return (
                  <Table.Td
                    key={at}
                    ta="right"
                    style={{ fontVariantNumeric: "tabular-nums", ...(format && conditional(format.palette)) }}
                  >
                    {formatted(value, data.units[at])}
                  </Table.Td>
                );
              })}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Box>
  );
}

export const widget: Widget = {
  type: "query_table",
  name: "Table",
  size: { width: 6, height: 4 },
  initial: { type: "query_table", title: "", requests: [{ q: "avg:system.load.1{*} by {host}", aggregator: "avg" }] },
  example: {
    type: "query_table",
    title: "Load by host",
    requests: [{ q: "avg:system.load.1{*} by {host}", aggregator: "avg" }],
  },
  View,
  Form: (props) => <RequestsForm {...props} kind="scalar" />,
};
