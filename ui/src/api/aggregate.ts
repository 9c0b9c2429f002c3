/** Counts and measures of logs and spans, over time or as one value. */

import { keepPreviousData, type UseQueryResult, useQueries, useQuery } from "@tanstack/react-query";
import type { EventKind, EventQuery } from "@/lib/events";
import type { Range } from "@/lib/time";
import { call } from "./client";

type Computed = number | null | Array<{ time: string | number; value: number }>;
type Bucket = { by: Record<string, string>; computes: Record<string, Computed> };
type Answer = { data: { buckets?: Bucket[] } | Array<{ attributes: Bucket }> };
type Asked = Pick<EventQuery, "kind" | "search" | "compute" | "groups">;

/** A group's values: `tags` as key:value in the order of the facets. */
export type EventGroup = { values: string[]; tags: string[]; points: Array<[number, number]>; value: number | null };

const iso = (seconds: number) => new Date(seconds * 1000).toISOString();
const kept = { placeholderData: keepPreviousData, gcTime: 30_000, staleTime: 60_000 } as const;

function options({ kind, search, compute, groups }: Asked, range: Range, overTime: boolean) {
  const seconds = Math.max(1, Math.round((range.to - range.from) / 80));
  const shape = overTime ? { type: "timeseries", interval: `${seconds}s` } : { type: "total" };
  const asked = {
    filter: { query: search || "*", from: iso(range.from), to: iso(range.to) },
    compute: [{ ...compute, ...shape }],
    ...(groups.length && { group_by: groups }),
  };
  const body = kind === "logs" ? asked : { data: { type: "aggregate_request", attributes: asked } };
  return {
    queryKey: ["aggregate", kind, asked],
    queryFn: async ({ signal }: { signal: AbortSignal }): Promise<EventGroup[]> => {
      const answer = await call<Answer>("POST", `/api/v2/${kind}/analytics/aggregate`, body, signal);
      const buckets = Array.isArray(answer.data)
        ? answer.data.map((one) => one.attributes)
        : (answer.data.buckets ?? []);
      return buckets.map(({ by, computes }) => {
        const found = computes.c0 ?? null;
        const points = Array.isArray(found) ? found : [];
        return {
          values: Object.values(by),
          tags: Object.entries(by).map(([key, value]) => `${key}:${value}`),
          points: points.map(({ time, value }): [number, number] => [
            typeof time === "number" ? time : Date.parse(time),
            value,
          ]),
          value: Array.isArray(found) ? null : found,
        };
      });
    },
  };
}

/** How many records a search finds over time, one group for each value of a facet. */
export function useCounts(kind: EventKind, search: string, range: Range, facet: string) {
  const asked: Asked = { kind, search, compute: { aggregation: "count" }, groups: [{ facet, limit: 10 }] };
  return useQuery({ ...options(asked, range, true), ...kept });
}

/** The groups of several queries, in their order. */
export function useEventGroups(queries: readonly EventQuery[], range: Range, overTime: boolean) {
  return useQueries({
    queries: queries.map((query) => ({ ...options(query, range, overTime), ...kept })),
    combine: together,
  });
}

// One function for good: with a new one at each drawing, the answer would never be the same object twice.
function together(results: Array<UseQueryResult<EventGroup[]>>) {
  return {
    data: results.map((one) => one.data ?? []),
    error: results.find((one) => one.error)?.error ?? null,
    isLoading: results.some((one) => one.isLoading),
  };
}
