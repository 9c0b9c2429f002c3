/** Metrics: time series of a query, names, tags, functions. */

import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import type { Documented } from "@/lib/complete";
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
export const metricNamesQuery = (from: number) => {
  const hour = Math.floor(from / 600) * 600;
  return queryOptions({
    queryKey: ["metric-names", hour],
    queryFn: ({ signal }) =>
      call<{ metrics: string[] }>("GET", withParams("/api/v1/metrics", { from: hour }), undefined, signal).then(
        (answer) => answer.metrics,
      ),
    staleTime: 60_000,
  });
};

export function useMetricNames(from: number) {
  return useQuery({ ...metricNamesQuery(from), placeholderData: keepPreviousData });
}

/** Tag keys and values of a metric; of all metrics where it is empty. */
export const metricTagsQuery = (metric: string) =>
  queryOptions({
    queryKey: ["metric-tags", metric],
    queryFn: ({ signal }) =>
      call<{ tags: Record<string, string[]> }>(
        "GET",
        withParams("/api/vizsla/tags", { metric }),
        undefined,
        signal,
      ).then((answer) => answer.tags),
    staleTime: 60_000,
  });

export function useMetricTags(metric: string, enabled = true) {
  return useQuery({ ...metricTagsQuery(metric), enabled });
}

/** The functions and modifiers that a query may use. */
export const functionsQuery = queryOptions({
  queryKey: ["functions"],
  queryFn: ({ signal }) =>
    call<{ functions: Documented[] }>("GET", "/api/vizsla/functions", undefined, signal).then(
      (answer) => answer.functions,
    ),
  staleTime: Number.POSITIVE_INFINITY,
});
