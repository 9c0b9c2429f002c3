/** Metrics: time series of a query, names, tags, functions. */

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { Range } from "@/lib/time";
import { call, withParams } from "./client";

export type Series = {
  metric: string;
  display_name: string;
  scope: string;
  expression: string;
  tag_set: string[];
  /** [ms, value] in order of time. */
  pointlist: [number, number | null][];
  /** Seconds. */
  interval: number;
  aggr: string | null;
  unit: Array<{ name: string; short_name?: string } | null> | null;
  query_index: number;
};
export type Answer = { status: string; from_date: number; to_date: number; series: Series[]; message?: string };
export type FunctionEntry = { name: string; signature: string; doc: string; example: string };

const SECONDS = (range: Range) => ({ from: Math.floor(range.from), to: Math.ceil(range.to) });

/** The series of one query text (several queries apart by commas); the last answer stays while the next is on its way. */
export function useSeries(query: string, range: Range, enabled = true) {
  const { from, to } = SECONDS(range);
  return useQuery({
    queryKey: ["query", query, from, to],
    queryFn: ({ signal }) => call<Answer>("GET", withParams("/api/v1/query", { from, to, query }), undefined, signal),
    enabled: enabled && query.trim() !== "",
    placeholderData: keepPreviousData,
    gcTime: 30_000,
    staleTime: 60_000,
  });
}

/** Names of the metrics that reported since `from` (epoch seconds). */
export function useMetricNames(from: number) {
  const hour = Math.floor(from / 600) * 600;
  return useQuery<string[]>({
    queryKey: ["metric-names", hour],
    queryFn: ({ signal }) =>
      call<{ metrics: string[] }>("GET", withParams("/api/v1/metrics", { from: hour }), undefined, signal).then(
        (answer) => answer.metrics,
      ),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

/** Tag keys and values of a metric; of all metrics where it is empty. */
export function useMetricTags(metric: string, enabled = true) {
  return useQuery({
    queryKey: ["metric-tags", metric],
    queryFn: ({ signal }) =>
      call<{ tags: Record<string, string[]> }>(
        "GET",
        withParams("/api/vizsla/tags", { metric }),
        undefined,
        signal,
      ).then((answer) => answer.tags),
    enabled,
    staleTime: 60_000,
  });
}

/** The functions that a query may use. */
export function useFunctions() {
  return useQuery({
    queryKey: ["functions"],
    queryFn: ({ signal }) =>
      call<{ functions: FunctionEntry[] }>("GET", "/api/vizsla/functions", undefined, signal).then(
        (answer) => answer.functions,
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export type ScalarQuery = { name: string; query: string; aggregator?: string };
export type ScalarFormula = { formula: string; limit?: { count: number; order: string } };
/** A row for each group: its tags in the order of `groups`, a number for each formula. */
export type Scalars = {
  groups: string[];
  rows: Array<{ tags: string[]; values: Array<number | null> }>;
  units: Array<string | null>;
};
type Column =
  | { type: "group"; name: string; values: string[][] }
  | {
      type: "number";
      name: string;
      values: Array<number | null>;
      meta?: { unit?: Array<{ name: string } | null> | null };
    };

/** One value of each group over the range: queries reduced, then formulas over them. */
export function useScalars(queries: ScalarQuery[], formulas: ScalarFormula[], range: Range, enabled = true) {
  const from = Math.floor(range.from) * 1000;
  const to = Math.ceil(range.to) * 1000;
  const attributes = {
    from,
    to,
    queries: queries.map((query) => ({ data_source: "metrics", ...query })),
    formulas,
  };
  return useQuery<Scalars>({
    queryKey: ["scalar", attributes],
    queryFn: ({ signal }) =>
      call<{ data: { attributes: { columns: Column[] } } }>(
        "POST",
        "/api/v2/query/scalar",
        { data: { type: "scalar_request", attributes } },
        signal,
      ).then((answer) => scalars(answer.data.attributes.columns)),
    enabled: enabled && queries.length > 0,
    placeholderData: keepPreviousData,
    gcTime: 30_000,
    staleTime: 60_000,
  });
}

function scalars(columns: Column[]): Scalars {
  const groups = columns.filter((column) => column.type === "group");
  const numbers = columns.filter((column) => column.type === "number");
  const height = Math.max(0, ...columns.map((column) => column.values.length));
  return {
    groups: groups.map((column) => column.name),
    units: numbers.map((column) => column.meta?.unit?.[0]?.name ?? null),
    rows: Array.from({ length: height }, (_, at) => ({
      tags: groups.map((column) => (column.values[at] ?? []).join(", ")),
      values: numbers.map((column) => column.values[at] ?? null),
    })),
  };
}
