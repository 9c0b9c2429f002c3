/** Logs, spans, traces and services. */

import { keepPreviousData, queryOptions, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { Range } from "@/lib/time";
import { call, withParams } from "./client";

export type Log = {
  id: string;
  attributes: {
    timestamp: string;
    host?: string;
    service?: string;
    status?: string;
    message?: string;
    tags?: string[];
    attributes?: Record<string, unknown>;
  };
};
export type SpanHit = {
  id: string;
  attributes: {
    trace_id: string;
    span_id: string;
    service: string;
    resource_name: string;
    operation_name: string;
    start_timestamp: string;
    end_timestamp: string;
    env?: string;
    host?: string;
    type?: string;
    custom?: { duration?: number; error?: unknown; [key: string]: unknown };
    status?: string;
    error?: number;
  };
};
export type TraceSpan = {
  span_id: string;
  parent_id: string;
  service: string;
  name: string;
  resource: string;
  type: string;
  /** Nanoseconds since the epoch; too large for a number. */
  start: string;
  /** Nanoseconds. */
  duration: number;
  error: number;
  host: string;
  env: string;
  tags: Record<string, string>;
  metrics: Record<string, number>;
};
type Paged<T> = { data: T[]; meta?: { page?: { after?: string | null } } };

const iso = (seconds: number) => new Date(seconds * 1000).toISOString();
const window = (range: Range) => ({ from: iso(range.from), to: iso(range.to) });
const PAGE = 200;

/** Logs that a search finds, newest first, page by page. */
export function useLogs(query: string, range: Range, sort: "-timestamp" | "timestamp" = "-timestamp") {
  return useInfiniteQuery({
    queryKey: ["logs", query, range.from, range.to, sort],
    queryFn: ({ pageParam, signal }) =>
      call<Paged<Log>>(
        "POST",
        "/api/v2/logs/events/search",
        {
          filter: { query: query || "*", ...window(range) },
          sort,
          page: { limit: PAGE, ...(pageParam && { cursor: pageParam }) },
        },
        signal,
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.meta?.page?.after || undefined,
    placeholderData: keepPreviousData,
    gcTime: 30_000,
    staleTime: 60_000,
  });
}

/** Spans that a search finds, newest first, page by page. */
export function useSpans(query: string, range: Range, sort: "-timestamp" | "timestamp" = "-timestamp") {
  return useInfiniteQuery({
    queryKey: ["spans", query, range.from, range.to, sort],
    queryFn: ({ pageParam, signal }) => {
      const attributes = {
        filter: { query: query || "*", ...window(range) },
        sort,
        page: { limit: PAGE, ...(pageParam && { cursor: pageParam }) },
      };
      return call<Paged<SpanHit>>(
        "POST",
        "/api/v2/spans/events/search",
        { data: { type: "search_request", attributes } },
        signal,
      );
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.meta?.page?.after || undefined,
    placeholderData: keepPreviousData,
    gcTime: 30_000,
    staleTime: 60_000,
  });
}

export type Kind = "logs" | "spans" | "events";
export type Facet = { name: string; values: Array<{ value: string; count: number }> };

/** How often the values of the usual facets occur among what a search finds. */
export const facetsQuery = (kind: Kind, query: string, range: Range) =>
  queryOptions({
    queryKey: ["facets", kind, query, range.from, range.to],
    queryFn: ({ signal }) =>
      call<{ facets: Facet[] }>(
        "GET",
        withParams(`/api/vizsla/facets/${kind}`, { query, from: Math.floor(range.from), to: Math.ceil(range.to) }),
        undefined,
        signal,
      ).then((answer) => answer.facets),
    gcTime: 30_000,
    staleTime: 60_000,
  });

export function useFacets(kind: Kind, query: string, range: Range) {
  return useQuery({ ...facetsQuery(kind, query, range), placeholderData: keepPreviousData });
}

/** All spans of a trace. */
export function useTrace(id: string) {
  return useQuery({
    queryKey: ["trace", id],
    queryFn: ({ signal }) =>
      call<{ trace_id: string; spans: TraceSpan[]; truncated: boolean }>(
        "GET",
        `/api/vizsla/traces/${encodeURIComponent(id)}`,
        undefined,
        signal,
      ),
    staleTime: 30_000,
  });
}

export type Figures = { hits: number; errors: number; p50: number; p95: number; p99: number };
export type Service = Figures & { service: string; env: string; operation: string; type: string; last_seen: number };
export type Resource = Figures & { resource: string; total_s: number };

/** Services with their traffic, errors and latencies (seconds) in a range. */
export function useServices(range: Range) {
  return useQuery<Service[]>({
    queryKey: ["services", range.from, range.to],
    queryFn: ({ signal }) =>
      call<{ services: Service[] }>(
        "GET",
        withParams("/api/vizsla/services", { from: Math.floor(range.from), to: Math.ceil(range.to) }),
        undefined,
        signal,
      ).then((answer) => answer.services),
    placeholderData: keepPreviousData,
    gcTime: 30_000,
  });
}

/** The resources of a service in a range. */
export function useResources(service: string, range: Range) {
  return useQuery<Resource[]>({
    queryKey: ["resources", service, range.from, range.to],
    queryFn: ({ signal }) =>
      call<{ resources: Resource[] }>(
        "GET",
        withParams(`/api/vizsla/services/${encodeURIComponent(service)}/resources`, {
          from: Math.floor(range.from),
          to: Math.ceil(range.to),
        }),
        undefined,
        signal,
      ).then((answer) => answer.resources),
    placeholderData: keepPreviousData,
    gcTime: 30_000,
  });
}
