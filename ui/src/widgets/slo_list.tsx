/** slo_list: objectives that a search finds, the worst first. */

import { Box, Skeleton, Table } from "@mantine/core";
import { type SloRow, type Status, useSlos } from "@/api/slos";
import { SloBadge } from "@/components/SloBadge";
import { Failure } from "@/components/states";
import rowClasses from "@/components/VirtualRows.module.css";
import { digits } from "@/lib/format";
import { fillSearch } from "@/lib/templates";
import { Fields, NumberField, TextField } from "./frame/fields";
import { Quiet } from "./frame/notices";
import { OwnLink } from "./frame/OwnLink";
import classes from "./slo_list.module.css";
import type { FormProps, ViewProps, Widget } from "./widget";

type Query = { query_string?: string; limit?: number; sort?: Array<{ column?: string; order?: string }> };
const queryOf = (definition: ViewProps["definition"]): Query =>
  (Array.isArray(definition.requests) ? (definition.requests[0] as { query?: Query })?.query : undefined) ?? {};

const RANK: Record<Status["state"], number> = { breached: 0, warning: 1, no_data: 2, ok: 3 };
/** An objective stands as its worst window does. */
const worst = (row: SloRow): Status | undefined =>
  [...row.overall_status].sort(
    (a, b) => RANK[a.state] - RANK[b.state] || (a.error_budget_remaining ?? 0) - (b.error_budget_remaining ?? 0),
  )[0];

function View({ definition, scene }: ViewProps) {
  const asked = queryOf(definition);
  const query = fillSearch(asked.query_string ?? "", scene.variables);
  const { data, error } = useSlos(query, 0, Math.min(Math.max(asked.limit ?? 100, 1), 100));
  if (error && !data) return <Failure error={error} query={query} />;
  if (!data) return <Skeleton height="100%" />;
  if (!data.rows.length) return <Quiet query={query || "no SLO yet"} />;
  const byName = asked.sort?.[0]?.column === "name";
  const sign = asked.sort?.[0]?.order === "desc" ? -1 : 1;
  const rows = data.rows
    .map((row) => ({ row, status: worst(row) }))
    .sort((a, b) =>
      byName
        ? sign * a.row.name.localeCompare(b.row.name)
        : RANK[a.status?.state ?? "no_data"] - RANK[b.status?.state ?? "no_data"] ||
          (a.status?.error_budget_remaining ?? 0) - (b.status?.error_budget_remaining ?? 0),
    );
  return (
    <Box className={classes.box}>
      <Table fz="xs" verticalSpacing={3} stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th className={classes.state}>State</Table.Th>
            <Table.Th>Name</Table.Th>
            <Table.Th ta="right" className={classes.less}>
              Over
            </Table.Th>
            <Table.Th ta="right">Status</Table.Th>
            <Table.Th ta="right" className={classes.less}>
              Target
            </Table.Th>
            <Table.Th ta="right">Budget left</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ row, status }) => (
            <Table.Tr key={row.id}>
              <Table.Td>
                <SloBadge state={status?.state ?? "no_data"} />
              </Table.Td>
              <Table.Td>
                <OwnLink to="/slos/$id" params={{ id: row.id }} className={rowClasses.link}>
                  {row.name}
                </OwnLink>
              </Table.Td>
              <Table.Td ta="right" className={classes.less}>
                {status?.timeframe ?? "–"}
              </Table.Td>
              <Table.Td ta="right">{percent(status?.status)}</Table.Td>
              <Table.Td ta="right" className={classes.less}>
                {percent(status?.target)}
              </Table.Td>
              <Table.Td ta="right">{percent(status?.error_budget_remaining)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Box>
  );
}

const percent = (value: number | null | undefined) => (typeof value === "number" ? `${digits(value)}%` : "–");

function Form({ definition, onChange }: FormProps) {
  const query = queryOf(definition);
  const set = (next: unknown) => onChange({ ...definition, requests: [{ request_type: "slo_list", query: next }] });
  return (
    <Fields>
      <TextField
        label="SLOs that match"
        of={query}
        member="query_string"
        placeholder="all, or team:shop"
        width={300}
        onChange={set}
      />
      <NumberField label="At most" of={query} member="limit" min={1} max={100} placeholder="100" onChange={set} />
    </Fields>
  );
}

export const widget: Widget = {
  type: "slo_list",
  name: "List of SLOs",
  size: { width: 6, height: 4 },
  initial: {
    type: "slo_list",
    title: "",
    requests: [{ request_type: "slo_list", query: { query_string: "", limit: 100 } }],
  },
  example: {
    type: "slo_list",
    title: "Objectives",
    requests: [{ request_type: "slo_list", query: { query_string: "", limit: 20 } }],
  },
  View,
  Form,
};
