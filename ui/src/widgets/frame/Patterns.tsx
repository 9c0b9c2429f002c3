/** Patterns of logs: how often each occurs, and an example. */

import { Skeleton } from "@mantine/core";
import { type Pattern, usePatterns } from "@/api/patterns";
import { Failure } from "@/components/states";
import { statusColor } from "@/lib/colors";
import { count } from "@/lib/format";
import { columnName, columnsOf } from "@/lib/record-fields";
import type { Scene } from "../widget";
import { Quiet } from "./notices";
import { OwnLink } from "./OwnLink";
import classes from "./Records.module.css";

const CELLS: Record<string, (one: Pattern) => string> = {
  matches: (one) => count(one.count),
  volume: (one) => count(one.count),
  service: (one) => one.service ?? one.services.join(", "),
  status: (one) => one.status ?? one.statuses.join(", "),
  host: (one) => one.host ?? "",
  source: (one) => one.source ?? "",
  message: (one) => one.pattern,
  content: (one) => one.pattern,
};

export function Patterns({
  search,
  columns,
  groupBy,
  scene,
}: {
  search: string;
  columns: unknown;
  groupBy: string[];
  scene: Scene;
}) {
  const { data, error, isLoading } = usePatterns(search, scene.range, groupBy);
  if (error && !data) return <Failure error={error} query={search} />;
  if (isLoading) return <Skeleton height="100%" />;
  if (!data?.length) return <Quiet query={search || "*"} />;
  const shown = columnsOf(columns, ["matches", "service", "message"])
    .filter(
      ({ field }, _, all) => field in CELLS && !(field === "volume" && all.some((one) => one.field === "matches")),
    )
    .map((one) => one.field);
  return (
    <div className={classes.box}>
      <table className={classes.table} style={{ "--lines": 2 } as never}>
        <thead>
          <tr>
            {shown.map((field) => (
              <th key={field}>{field === "message" ? "Pattern" : columnName(field)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.map((one, row) => (
            <tr key={`${one.pattern} ${row}`}>
              {shown.map((field, at) => (
                <td
                  key={field}
                  data-width={field === "message" || field === "content" ? "full" : "auto"}
                  data-message={field === "message" || field === "content" ? "mono" : undefined}
                  style={at === 0 ? { boxShadow: `inset 3px 0 ${statusColor(one.statuses[0] ?? "")}` } : undefined}
                >
                  <div title={field === "message" ? one.example : undefined}>
                    {at === 0 ? (
                      <OwnLink to="/logs" search={{ query: narrowed(search, one) }}>
                        {CELLS[field]?.(one)}
                      </OwnLink>
                    ) : (
                      CELLS[field]?.(one)
                    )}
                  </div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The search with the longest stretch of the pattern that never varies. */
function narrowed(search: string, { pattern }: Pattern): string {
  const fixed = pattern
    .split("*")
    .map((part) => part.replace(/["\\]/g, " ").trim())
    .sort((a, b) => b.length - a.length)[0];
  return [search, fixed && `"${fixed}"`].filter(Boolean).join(" ");
}
