/** Records that belong together as one row: transactions of logs, errors of one kind. */

import { useScalars } from "@/api/query";
import { value as formatted } from "@/lib/format";
import { columnName } from "@/lib/record-fields";
import type { Asked, Query } from "@/lib/requests";
import type { Scene } from "../widget";
import { instead } from "./notices";
import classes from "./Records.module.css";

type Compute = { aggregation?: string; facet?: string };
type Props = { asked: Asked; groups: string[]; search: string };

const MOST = 100;
/** Where each source's errors are, and what tells them apart. */
const ISSUES: Record<string, { data_source: string; search: string; groups: string[] }> = {
  apm_issue_stream: {
    data_source: "spans",
    search: "status:error",
    groups: ["service", "@error.type", "resource_name"],
  },
  issue_stream: { data_source: "spans", search: "status:error", groups: ["service", "@error.type", "resource_name"] },
  logs_issue_stream: {
    data_source: "logs",
    search: "status:error",
    groups: ["service", "@error.kind", "@error.message"],
  },
};

/** What a source of groups asks; null where a source is none. */
export function groupedAsked(
  source: string,
  search: string,
  facets: string[],
  computes: readonly Compute[],
): Props | null {
  const issue = ISSUES[source];
  if (!issue && source !== "logs_transaction_stream") return null;
  const groups = issue?.groups ?? facets;
  const where = issue
    ? [search && search !== "*" ? `(${search})` : "", issue.search].filter(Boolean).join(" ")
    : search;
  const own = computes.flatMap(({ aggregation, facet }) =>
    aggregation && aggregation !== "count" && facet ? [{ aggregation, metric: facet }] : [],
  );
  const measured: Array<{ aggregation: string; metric?: string }> = [{ aggregation: "count" }, ...own];
  const queries = measured.map(
    (compute, at): Query => ({
      name: `query${at + 1}`,
      data_source: issue?.data_source ?? "logs",
      search: { query: where || "*" },
      compute,
      group_by: groups.map((facet) => ({ facet, limit: MOST, sort: { aggregation: "count", order: "desc" } })),
    }),
  );
  const names = measured.map(({ aggregation, metric }) =>
    metric ? `${aggregation} of ${columnName(metric)}` : "Count",
  );
  const formulas = queries.map(({ name }) => ({ formula: String(name) }));
  return { asked: { queries, formulas, names, aliased: names.map(() => true) }, groups, search: where };
}

export function Grouped({ asked, groups, search, scene }: Props & { scene: Scene }) {
  const { data, error, isLoading } = useScalars(asked, scene.range, true);
  const notice = instead({ error, isLoading, foreign: [], query: search }, Boolean(data?.rows.length));
  if (notice || !data) return notice;
  const rows = [...data.rows].sort((a, b) => (b.values[0] ?? 0) - (a.values[0] ?? 0)).slice(0, MOST);
  return (
    <div className={classes.box}>
      <table className={classes.table}>
        <thead>
          <tr>
            {[...groups.map(columnName), ...asked.names].map((name) => (
              <th key={name}>{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.tags.join("\u0000")}>
              {row.tags.map((tag, at) => (
                <td key={groups[at]} data-width={at === row.tags.length - 1 ? "full" : "auto"}>
                  <div title={tag}>{tag || "–"}</div>
                </td>
              ))}
              {row.values.map((one, at) => (
                <td key={asked.names[at]} style={{ textAlign: "right" }}>
                  {formatted(one, data.units[at])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
