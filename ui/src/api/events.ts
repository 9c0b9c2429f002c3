/** Events: search, one by its number, counts over time. */

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { Range } from "@/lib/time";
import type { EventGroup } from "./aggregate";
import { call } from "./client";

export type EventHit = {
  id: string;
  attributes: {
    message: string;
    tags: string[];
    timestamp: string;
    attributes: {
      title: string;
      status?: string;
      priority?: string;
      hostname?: string;
      source_type_name?: string;
      aggregation_key?: string;
      monitor_id?: number | null;
      [key: string]: unknown;
    };
  };
};
type Paged = { data: EventHit[]; meta?: { page?: { after?: string | null } } };

const PAGE = 200;
const kept = { placeholderData: keepPreviousData, gcTime: 30_000, staleTime: 60_000 } as const;
const iso = (seconds: number) => new Date(seconds * 1000).toISOString();

/** Events that a search finds, newest first, page by page. */
export function useFoundEvents(query: string, range: Range) {
  return useInfiniteQuery({
    queryKey: ["events", query, range.from, range.to],
    queryFn: ({ pageParam, signal }) => {
      const body = {
        filter: { query: query || "*", from: iso(range.from), to: iso(range.to) },
        sort: "-timestamp",
        page: { limit: PAGE, ...(pageParam && { cursor: pageParam }) },
      };
      return call<Paged>("POST", "/api/v2/events/search", body, signal);
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.meta?.page?.after || undefined,
    ...kept,
  });
}

/** One event, wherever it lies in time. */
export function useEvent(id: string) {
  return useQuery({
    queryKey: ["event", id],
    queryFn: async ({ signal }) =>
      (await call<{ data: EventHit }>("GET", `/api/v2/events/${encodeURIComponent(id)}`, undefined, signal)).data,
    enabled: id !== "",
    staleTime: Number.POSITIVE_INFINITY,
  });
}

type Series = {
  data: {
    attributes: { series: Array<{ group_tags: string[] }>; times: number[]; values: Array<Array<number | null>> };
  };
};

/** How many events a search finds over time, one group for each status. */
export function useEventCounts(query: string, range: Range) {
  return useQuery({
    queryKey: ["event-counts", query, range.from, range.to],
    queryFn: async ({ signal }): Promise<EventGroup[]> => {
      const attributes = {
        from: Math.floor(range.from * 1000),
        to: Math.ceil(range.to * 1000),
        interval: Math.max(1, Math.round((range.to - range.from) / 80)) * 1000,
        queries: [
          {
            data_source: "events",
            name: "found",
            search: { query: query || "*" },
            compute: { aggregation: "count" },
            group_by: [{ facet: "status", limit: 10 }],
          },
        ],
        formulas: [{ formula: "found" }],
      };
      const body = { data: { type: "timeseries_request", attributes } };
      const { series, times, values } = (await call<Series>("POST", "/api/v2/query/timeseries", body, signal)).data
        .attributes;
      return series.map(({ group_tags }, row) => ({
        values: group_tags.map((tag) => tag.slice(tag.indexOf(":") + 1)),
        times: times.map((ms) => ms / 1000),
        counts: values[row] ?? [],
      }));
    },
    ...kept,
  });
}
