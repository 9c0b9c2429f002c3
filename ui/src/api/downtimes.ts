/** Downtimes: list, read, make, change, cancel, and what a schedule comes to. */

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { Attributes, Occurrence, Schedule, Status } from "@/lib/downtimes";
import { call, withParams } from "./client";

export type Downtime = {
  id: string;
  attributes: Attributes & {
    schedule: Schedule;
    status: Status;
    created: string;
    modified: string;
    canceled: string | null;
  };
  relationships: { created_by: { data: { id: string } } };
};

const path = (id: string) => `/api/v2/downtime/${encodeURIComponent(id)}`;
const body = (attributes: Attributes) => ({ data: { type: "downtime", attributes } });

/** Every downtime, the newest first; asked again every half minute. */
export function useDowntimes() {
  return useQuery({
    queryKey: ["downtimes"],
    queryFn: async ({ signal }) => {
      const asked = withParams("/api/v2/downtime", { "page[limit]": 1000 });
      return (await call<{ data: Downtime[] }>("GET", asked, undefined, signal)).data;
    },
    refetchInterval: 30_000,
  });
}

export function useDowntime(id: string, enabled: boolean) {
  return useQuery({
    queryKey: ["downtime", id],
    queryFn: async ({ signal }) => (await call<{ data: Downtime }>("GET", path(id), undefined, signal)).data,
    enabled,
  });
}

/** The next occurrences of what is being written; the last answer stays while the next is on its way. */
export function useOccurrences(attributes: Attributes, count: number) {
  return useQuery({
    queryKey: ["downtime-preview", attributes, count],
    queryFn: async ({ signal }) => {
      const asked = withParams("/api/vizsla/downtime/preview", { count });
      return (await call<{ occurrences: Occurrence[] }>("POST", asked, body(attributes), signal)).occurrences;
    },
    placeholderData: keepPreviousData,
    retry: false,
  });
}

export const createDowntime = async (attributes: Attributes) =>
  (await call<{ data: Downtime }>("POST", "/api/v2/downtime", body(attributes))).data;
export const updateDowntime = async (id: string, attributes: Attributes) =>
  (await call<{ data: Downtime }>("PATCH", path(id), body(attributes))).data;
export const cancelDowntime = (id: string) => call<unknown>("DELETE", path(id));
