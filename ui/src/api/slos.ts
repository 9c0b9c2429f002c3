/** Service level objectives: search, read, change, history, corrections. */

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { call, withParams } from "./client";

export type SloState = "breached" | "warning" | "ok" | "no_data";
export type Threshold = { timeframe: string; target: number; warning?: number | null };
export type SloType = "metric" | "monitor" | "time_slice";
export type NamedQuery = { data_source: "metrics"; name: string; query: string };
export type SloBody = {
  name: string;
  type: SloType;
  description?: string | null;
  tags: string[];
  thresholds: Threshold[];
  query?: { numerator: string; denominator: string };
  monitor_ids?: number[];
  groups?: string[];
  sli_specification?: {
    time_slice?: {
      query: { queries: NamedQuery[]; formulas: Array<{ formula: string }> };
      comparator: string;
      threshold: number;
      query_interval_seconds?: number;
    };
    count?: Record<string, unknown>;
  };
};
export type Slo = SloBody & {
  id: string;
  timeframe: string;
  creator: { handle: string };
  created_at: number;
  modified_at: number;
  configured_alert_ids?: number[];
};
export type Status = {
  timeframe: string;
  target: number;
  status: number | null;
  state: SloState;
  error: string | null;
  error_budget_remaining: number | null;
  raw_error_budget_remaining: { unit: string; value: number } | null;
};
export type SloRow = {
  id: string;
  name: string;
  description: string | null;
  slo_type: SloType;
  all_tags: string[];
  overall_status: Status[];
};
export type SloFacets = Record<string, Array<{ name: string | number; count: number }>>;
type Numbers = { count: number; sum: number; values: number[] };
export type SloSeries = { numerator: Numbers; denominator: Numbers; interval: number; times: number[] };
export type SloPart = {
  name: string;
  group?: string;
  sli_value: number | null;
  error_budget_remaining: Record<string, number>;
};
export type SloHistory = {
  overall: SloPart & { history: Array<[number, number]> };
  groups?: SloPart[];
  monitors?: SloPart[];
  series: SloSeries;
};
export type Correction = {
  id: string;
  attributes: {
    category: string;
    description: string;
    start: number;
    end: number | null;
    rrule: string | null;
    duration: number | null;
    timezone: string;
    slo_id: string | null;
    creator: { handle: string };
  };
};

/** A page of the objectives that match, each with where it stands; asked again every minute. */
export function useSlos(query: string, page: number, size: number) {
  return useQuery({
    queryKey: ["slos", query, page, size],
    queryFn: async ({ signal }) => {
      const asked = { query, "page[number]": page, "page[size]": size, include_facets: "true" };
      type Found = {
        data: { attributes: { slos: Array<{ data: { id: string; attributes: SloRow } }>; facets: SloFacets } };
        meta: { pagination: { total: number } };
      };
      const found = await call<Found>("GET", withParams("/api/v1/slo/search", asked), undefined, signal);
      return {
        rows: found.data.attributes.slos.map(({ data }) => ({ ...data.attributes, id: data.id })),
        facets: found.data.attributes.facets,
        total: found.meta.pagination.total,
      };
    },
    refetchInterval: 60_000,
    placeholderData: keepPreviousData,
  });
}

export function useSlo(id: string, enabled = true) {
  return useQuery({
    queryKey: ["slo", id],
    queryFn: async ({ signal }) =>
      (await call<{ data: Slo }>("GET", `${path(id)}?with_configured_alert_ids=true`, undefined, signal)).data,
    enabled,
  });
}

/** Good and total between two moments, in epoch seconds. */
export function useSloHistory(id: string, from: number, to: number) {
  return useQuery({
    queryKey: ["slo-history", id, from, to],
    queryFn: async ({ signal }) => {
      const asked = withParams(`${path(id)}/history`, { from_ts: from, to_ts: to });
      return (await call<{ data: SloHistory }>("GET", asked, undefined, signal)).data;
    },
    placeholderData: keepPreviousData,
  });
}

export function useCorrections(id: string) {
  return useQuery({
    queryKey: ["slo-corrections", id],
    queryFn: async ({ signal }) =>
      (await call<{ data: Correction[] }>("GET", `${path(id)}/corrections`, undefined, signal)).data,
  });
}

const path = (id: string) => `/api/v1/slo/${encodeURIComponent(id)}`;

export const createSlo = async (body: SloBody) =>
  (await call<{ data: Slo[] }>("POST", "/api/v1/slo", body)).data[0] as Slo;
export const updateSlo = async (id: string, body: SloBody) =>
  (await call<{ data: Slo[] }>("PUT", path(id), body)).data[0] as Slo;
export const deleteSlo = (id: string) => call<unknown>("DELETE", `${path(id)}?force=true`);
export const createCorrection = (attributes: Partial<Correction["attributes"]>) =>
  call<unknown>("POST", "/api/v1/slo/correction", { data: { type: "correction", attributes } });
export const deleteCorrection = (id: string) =>
  call<unknown>("DELETE", `/api/v1/slo/correction/${encodeURIComponent(id)}`);
