/** How many records a search finds over time. */

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { Range } from "@/lib/time";
import { call } from "./client";
import type { Kind } from "./records";

type Bucket = { by: Record<string, string>; computes: Record<string, Array<{ time: string | number; value: number }>> };
type Answer = { data: { buckets?: Bucket[] } | Array<{ attributes: Bucket }> };

/** How many of one group there were when; times in epoch seconds. */
export type EventGroup = { values: string[]; times: number[]; counts: Array<number | null> };

const iso = (seconds: number) => new Date(seconds * 1000).toISOString();

/** One group for each value of a facet. */
export function useCounts(kind: Kind, search: string, range: Range, facet: string) {
  const seconds = Math.max(1, Math.round((range.to - range.from) / 80));
  const asked = {
    filter: { query: search || "*", from: iso(range.from), to: iso(range.to) },
    compute: [{ aggregation: "count", type: "timeseries", interval: `${seconds}s` }],
    group_by: [{ facet, limit: 10 }],
  };
  const body = kind === "logs" ? asked : { data: { type: "aggregate_request", attributes: asked } };
  return useQuery({
    queryKey: ["aggregate", kind, asked],
    queryFn: async ({ signal }): Promise<EventGroup[]> => {
      const answer = await call<Answer>("POST", `/api/v2/${kind}/analytics/aggregate`, body, signal);
      const buckets = Array.isArray(answer.data)
        ? answer.data.map((one) => one.attributes)
        : (answer.data.buckets ?? []);
      return buckets.map(({ by, computes }) => {
        const points = computes.c0 ?? [];
        return {
          values: Object.values(by),
          times: points.map(({ time }) => (typeof time === "number" ? time : Date.parse(time)) / 1000),
          counts: points.map(({ value }) => value),
        };
      });
    },
    placeholderData: keepPreviousData,
    gcTime: 30_000,
    staleTime: 60_000,
  });
}
