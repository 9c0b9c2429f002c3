/** What is known of metrics: the list, one in detail, changes to what people say of it. */

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { Range } from "@/lib/time";
import { call, withParams } from "./client";

export type MetricFacts = {
  type: string | null;
  description: string | null;
  short_name: string | null;
  unit: string | null;
  per_unit: string | null;
  /** Seconds. */
  statsd_interval: number | null;
  integration: string | null;
};
export type MetricRow = MetricFacts & {
  name: string;
  series: number;
  /** A day, as `2026-01-31`. */
  last_seen: string;
  /** Epoch seconds; null where nobody asked for it in half a year. */
  last_queried: number | null;
  /** Keys. */
  tags: string[];
};
type Found = {
  metrics: MetricRow[];
  total: number;
  counts: Record<string, Array<{ name: string; count: number }>>;
};

const PAGE = 500;
const TEN_MINUTES_S = 600;

/** Metrics sent on the days of the range, a page at a time. */
export function useMetricSummary(query: string, sort: string, range: Range) {
  // The server knows days; asking anew at each tick of a live range would tell nothing else.
  const from = Math.floor(range.from / TEN_MINUTES_S) * TEN_MINUTES_S;
  const to = Math.ceil(range.to / TEN_MINUTES_S) * TEN_MINUTES_S;
  return useInfiniteQuery({
    queryKey: ["metric-summary", query, sort, from, to],
    queryFn: ({ pageParam: start, signal }) =>
      call<Found>(
        "GET",
        withParams("/api/vizsla/metrics/summary", { query, sort, from, to, start, limit: PAGE }),
        undefined,
        signal,
      ),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => (pages.length * PAGE < last.total ? pages.length * PAGE : undefined),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

const path = (name: string) => `/api/v1/metrics/${encodeURIComponent(name)}`;
const pathV2 = (name: string, part: string, params: Record<string, string | number>) =>
  withParams(`/api/v2/metrics/${encodeURIComponent(name)}/${part}`, params);

export function useMetricFacts(name: string) {
  return useQuery({
    queryKey: ["metric-facts", name],
    queryFn: ({ signal }) => call<MetricFacts>("GET", path(name), undefined, signal),
  });
}

export const saveMetricFacts = (name: string, facts: Partial<MetricFacts>) =>
  call<MetricFacts>("PUT", path(name), facts);

type Data<T> = { data: { attributes: T } };
export type Asset = { id: string; type: string; attributes: { title: string; url: string } };
export type MetricDetail = {
  volume: number;
  /** `key:value`, in order. */
  tags: string[];
  /** Keys that dashboards and monitors ask for. */
  asked: string[];
  assets: Asset[];
};

/** Tags, number of series and users of a metric in the `seconds` until now. */
export function useMetricDetail(name: string, seconds: number) {
  const window = { "window[seconds]": seconds };
  return useQuery({
    queryKey: ["metric-detail", name, seconds],
    queryFn: async ({ signal }): Promise<MetricDetail> => {
      const get = <T>(part: string) => call<T>("GET", pathV2(name, part, window), undefined, signal);
      const [volume, tags, asked, assets] = await Promise.all([
        get<Data<{ distinct_volume: number }>>("volumes"),
        get<Data<{ tags: string[] }>>("all-tags"),
        get<Data<{ active_tags: string[] }>>("active-configurations"),
        get<{ included?: Asset[] }>("assets"),
      ]);
      return {
        volume: volume.data.attributes.distinct_volume,
        tags: tags.data.attributes.tags,
        asked: asked.data.attributes.active_tags,
        assets: assets.included ?? [],
      };
    },
    staleTime: 60_000,
  });
}
