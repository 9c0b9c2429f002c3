/** Metrics: names, tags, and the functions of queries. */

import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import type { Documented } from "@/lib/complete";
import { call, withParams } from "./client";

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
