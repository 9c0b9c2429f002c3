/** What a widget's requests ask of the query API, whether given as `q`, as `queries` and `formulas`, or in a form of old. */

import type { ConditionalFormat } from "./conditional";
import { fillMetric, fillSearch, fillText, type Variable } from "./templates";

export type FormulaStyle = { palette?: string; palette_index?: number };
export type Formula = {
  formula: string;
  alias?: string;
  limit?: { count?: number; order?: string };
  style?: FormulaStyle;
  number_format?: unknown;
  conditional_formats?: ConditionalFormat[];
  cell_display_mode?: string;
  cell_display_mode_options?: { trend_type?: string; y_scale?: string };
  dimension?: string;
};
/** A query of any source, as it was given. */
export type Query = {
  name?: string;
  data_source?: string;
  query?: string;
  aggregator?: string;
  [key: string]: unknown;
};
export type RequestStyle = {
  palette?: string;
  line_type?: string;
  line_width?: string;
  order_by?: string;
  has_value_labels?: boolean;
};
export type Request = {
  q?: string;
  aggregator?: string;
  display_type?: string;
  on_right_yaxis?: boolean;
  style?: RequestStyle;
  queries?: Query[];
  formulas?: Formula[];
  metadata?: Array<{ expression?: string; alias_name?: string }>;
  conditional_formats?: ConditionalFormat[];
  sort?: Sort;
  [key: string]: unknown;
};
export type Sort = {
  count?: number;
  order_by?: Array<{ type?: string; index?: number; name?: string; order?: string }>;
};
/** What the query API is asked; `names` tells what each formula is called. */
export type Asked = { queries: Query[]; formulas: Formula[]; names: string[]; aliased: boolean[] };

/** The requests of a definition, whatever they were given as. */
export function requestsOf(definition: Record<string, unknown>): Request[] {
  const given = definition.requests;
  return Array.isArray(given) ? given.filter((one): one is Request => typeof one === "object" && one !== null) : [];
}

/** Whether every query of metrics is there to be asked: somebody who adds one has still to write it. */
export function written(definition: Record<string, unknown>): boolean {
  const asking = requestsOf(definition).flatMap(({ queries }) => (Array.isArray(queries) ? queries : []));
  return asking.every((one) => (one?.data_source ?? "metrics") !== "metrics" || one?.query !== "");
}

/** The queries of a text, apart by commas outside of brackets and quotes. */
export function parts(text: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let quote = "";
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? "";
    if (quote) quote = char === quote ? "" : quote;
    else if (char === "'" || char === '"') quote = char;
    else if ("({[".includes(char)) depth += 1;
    else if (")}]".includes(char)) depth -= 1;
    else if (char === "," && depth === 0) {
      found.push(text.slice(start, at));
      start = at + 1;
    }
  }
  found.push(text.slice(start));
  return found.map((one) => one.trim()).filter(Boolean);
}

/** Sources of the forms that queries of records had of old. */
const OLD_FORMS: Record<string, string> = {
  log_query: "logs",
  apm_query: "spans",
  event_query: "events",
  rum_query: "rum",
  security_query: "security_signals",
  audit_query: "audit",
  network_query: "network",
  profile_metrics_query: "profiles",
};
type OldQuery = {
  index?: string;
  search?: { query?: string };
  compute?: { aggregation?: string; facet?: string; interval?: number };
  multi_compute?: Array<{ aggregation?: string; facet?: string; interval?: number }>;
  group_by?: Array<{
    facet?: string;
    limit?: number;
    sort?: { aggregation?: string; facet?: string; order?: string };
  }>;
};

function oldQueries(request: Request): Query[] {
  return Object.entries(OLD_FORMS).flatMap(([form, data_source]) => {
    const given = request[form] as OldQuery | undefined;
    if (typeof given !== "object" || given === null) return [];
    const measure = (one?: { aggregation?: string; facet?: string; interval?: number }) => ({
      aggregation: one?.aggregation ?? "count",
      ...(one?.facet && { metric: one.facet }),
      ...(one?.interval && { interval: one.interval }),
    });
    const group_by = (given.group_by ?? []).map(({ facet, limit, sort }) => ({
      facet,
      ...(limit && { limit }),
      ...(sort && { sort: { ...measure(sort), order: sort.order ?? "desc" } }),
    }));
    const computes = given.multi_compute?.length ? given.multi_compute : [given.compute];
    return computes.map((compute, at) => ({
      name: `query${at + 1}`,
      data_source,
      search: { query: given.search?.query ?? "" },
      compute: measure(compute),
      group_by,
    }));
  });
}

/** The query with its variables filled in, and without the nulls that exports are full of. */
function filledIn(query: Query, variables: readonly Variable[]): Query {
  const kept = withoutNulls(query) as Query;
  if (typeof kept.query === "string") kept.query = fillMetric(kept.query, variables);
  const search = kept.search as { query?: string } | undefined;
  if (search && typeof search.query === "string") kept.search = { query: fillSearch(search.query, variables) };
  return kept;
}

function withoutNulls(given: unknown): unknown {
  if (Array.isArray(given)) return given.map(withoutNulls);
  if (typeof given !== "object" || given === null) return given;
  return Object.fromEntries(
    Object.entries(given)
      .filter(([, value]) => value !== null)
      .map(([key, value]) => [key, withoutNulls(value)]),
  );
}

/** The queries of a request, named, and what is drawn of them. */
export function queriesOf(request: Request): { queries: Query[]; formulas: Formula[] } {
  if (typeof request.q === "string") {
    const queries = parts(request.q).map((query, at) => ({
      name: `query${at + 1}`,
      data_source: "metrics",
      query,
      aggregator: request.aggregator ?? "avg",
    }));
    const alias = (query: string) => request.metadata?.find((one) => one.expression === query)?.alias_name;
    const formulas = queries.map(({ name, query }): Formula => {
      const known = alias(query);
      return { formula: name, ...(known && { alias: known }) };
    });
    return { queries, formulas };
  }
  const queries = (request.queries?.length ? request.queries : oldQueries(request)).map((query, at) => ({
    ...query,
    name: query.name ?? `query${at + 1}`,
    data_source: query.data_source ?? "metrics",
  }));
  const formulas = request.formulas?.length
    ? request.formulas
    : queries.map(({ name }): Formula => ({ formula: String(name) }));
  return { queries, formulas };
}

/** What a request asks; nothing for one without queries. */
export function askedOf(request: Request | undefined, variables: readonly Variable[]): Asked {
  const { queries, formulas } = request ? queriesOf(request) : { queries: [], formulas: [] };
  const filled = queries.map((query) => filledIn(query, variables));
  return {
    queries: filled,
    formulas,
    names: formulas.map(({ formula, alias }) => (alias ? fillText(alias, variables) : nameOf(formula, filled))),
    aliased: formulas.map(({ alias }) => Boolean(alias)),
  };
}

/** A formula of one query is called as the query is; others by what they say. */
function nameOf(formula: string, queries: readonly Query[]): string {
  const only = queries.find((query) => query.name === formula.trim());
  if (!only) return formula;
  if (only.query) return only.query;
  const { aggregation = "count", metric } = (only.compute ?? {}) as { aggregation?: string; metric?: string };
  const search = (only.search as { query?: string } | undefined)?.query;
  return [metric ? `${aggregation} of ${metric}` : aggregation, search].filter(Boolean).join(" ");
}

/** The words that one would ask with, for messages. */
export const textOf = (asked: Asked): string =>
  asked.queries.map((one) => nameOf(String(one.name), asked.queries)).join(", ");

/** What the query API computes with; a request that asks of another is told so rather than sent. */
const ANSWERED = new Set(["metrics", "logs", "spans", "events"]);

/** The sources that are asked for and that Vizsla has no data of. */
export function foreignSources(asked: readonly Asked[]): string[] {
  const sources = asked.flatMap((one) => one.queries.map((query) => query.data_source ?? "metrics"));
  return [...new Set(sources.filter((source) => !ANSWERED.has(source)))];
}

/** The conditional formats of a column: a formula's own, else those of the whole request. */
export function formatsOf(request: Request | undefined, column = 0): ConditionalFormat[] {
  const own = request?.formulas?.[column]?.conditional_formats;
  return own?.length ? own : (request?.conditional_formats ?? []);
}

/** The names that a formula uses, of queries and of functions. */
export const wordsOf = (formula: string): string[] => formula.match(/\b[A-Za-z_]\w*\b/g) ?? [];

/** Each formula with the queries that it names: what a line is asked for, in words. */
export function textsOf({ formulas, queries }: Asked): string[] {
  return formulas.map(({ formula }) => {
    const words = wordsOf(formula);
    const named = queries.filter((one) => words.includes(one.name ?? ""));
    return [formula, ...named.map((one) => one.query ?? "")].join(" ");
  });
}
