/** The columns and rows of a query_table, from requests of every form. */

import type { ConditionalFormat } from "./conditional";
import type { Formula, Query, Request } from "./requests";
import type { Row } from "./rows";
import type { Unit } from "./units";

export type Column = {
  name: string;
  unit: Unit | null;
  mode: "number" | "bar" | "trend";
  trend: { kind: "line" | "area" | "bars"; shared: boolean };
  formats: ConditionalFormat[];
  /** Its request and the place of its formula there. */
  request: number;
  formula: number;
};
type Answer = {
  request: Request;
  groups: string[];
  rows: readonly Row[];
  names: string[];
  units: Array<Unit | null>;
};

const MODES = new Set(["number", "bar", "trend"]);

/** The columns of every request, in order. */
export function columnsOf(answers: readonly Answer[]): Column[] {
  return answers.flatMap(({ request, names, units }, at) =>
    names.map((name, index): Column => {
      const formula = request.formulas?.[index];
      const old = Array.isArray(request.cell_display_mode)
        ? (request.cell_display_mode as string[])[index]
        : (request.cell_display_mode as string | undefined);
      const mode = formula?.cell_display_mode ?? old ?? "number";
      const kind = formula?.cell_display_mode_options?.trend_type;
      const alias = typeof request.alias === "string" && request.alias ? request.alias : null;
      return {
        name: !formula?.alias && alias ? alias : name,
        unit: units[index] ?? null,
        mode: MODES.has(mode) ? (mode as Column["mode"]) : "number",
        trend: {
          kind: kind === "area" || kind === "bars" ? kind : "line",
          shared: formula?.cell_display_mode_options?.y_scale === "shared",
        },
        formats: formula?.conditional_formats?.length
          ? formula.conditional_formats
          : (request.conditional_formats ?? []),
        request: at,
        formula: index,
      };
    }),
  );
}

/** One row for each group of any request; a request that does not know it leaves its columns empty. */
export function joined(answers: readonly Answer[]): Row[] {
  const width = answers.reduce((sum, one) => sum + one.names.length, 0);
  const found = new Map<string, Row>();
  let start = 0;
  for (const { rows, names } of answers) {
    for (const { tags, values } of rows) {
      const key = tags.join("\u0000");
      const row = found.get(key) ?? { tags, values: new Array(width).fill(null) };
      values.forEach((value, at) => {
        row.values[start + at] = value;
      });
      found.set(key, row);
    }
    start += names.length;
  }
  return [...found.values()];
}

type StatsQuery = {
  service?: string;
  env?: string;
  name?: string;
  resource?: string;
  primary_tag?: string;
  row_type?: string;
  columns?: Array<{ name?: string; alias?: string; order?: string; cell_display_mode?: string }>;
};

const MEASURES: Record<string, string> = {
  latency_avg: "avg",
  latency_p50: "median",
  latency_p75: "pc75",
  latency_p90: "pc90",
  latency_p95: "pc95",
  latency_p99: "pc99",
  latency_max: "max",
};
const NAMES: Record<string, string> = { hits: "Requests", errors: "Errors", error_rate: "Error rate" };

/** `apm_stats_query` in today's form: spans of a service by resource, service or span name. */
export function ofStats(given: StatsQuery): Request {
  const search = [
    given.service && `service:${given.service}`,
    given.env && `env:${given.env}`,
    given.name && `operation_name:${given.name}`,
    given.resource && `resource_name:"${given.resource}"`,
    given.primary_tag && given.primary_tag !== "*" && given.primary_tag.includes(":") && given.primary_tag,
  ]
    .filter(Boolean)
    .join(" ");
  const facet =
    given.row_type === "service" ? "service" : given.row_type === "span" ? "operation_name" : "resource_name";
  const spans = (name: string, text: string, compute: Record<string, string>): Query => ({
    name,
    data_source: "spans",
    search: { query: text },
    compute,
    group_by: [{ facet, limit: 100 }],
  });
  const wanted = given.columns?.length
    ? given.columns
    : [{ name: "hits" }, { name: "errors" }, { name: "latency_avg" }, { name: "latency_p95" }];
  const queries = new Map<string, Query>([["hits", spans("hits", search, { aggregation: "count" })]]);
  const formulas = wanted.map(({ name = "hits", alias, cell_display_mode }): Formula => {
    const measure = MEASURES[name];
    if (name === "errors" || name === "error_rate" || name === "errors_percentage") {
      queries.set("errors", spans("errors", `${search} status:error`.trim(), { aggregation: "count" }));
    }
    if (measure) queries.set(name, spans(name, search, { aggregation: measure, metric: "@duration" }));
    const percent = name === "error_rate" || name === "errors_percentage";
    return {
      formula: percent ? "default_zero(errors) / hits * 100" : measure ? name : name === "errors" ? "errors" : "hits",
      alias: alias || NAMES[name] || name.replace(/_/g, " "),
      ...(cell_display_mode && { cell_display_mode }),
      ...(percent && { number_format: { unit: { type: "canonical_unit", unit_name: "percent" } } }),
      ...(measure && { number_format: { unit: { type: "canonical_unit", unit_name: "nanosecond" } } }),
    };
  });
  return { queries: [...queries.values()], formulas, response_format: "scalar" };
}
