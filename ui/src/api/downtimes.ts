/** Downtimes: list, read, make, change, cancel, and what a schedule comes to. */

import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type Attributes, type Occurrence, type Schedule, type Status, zoneOf } from "@/lib/downtimes";
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

/** One downtime, read anew whenever it is opened: whoever edits it stores all of it. */
export function useDowntime(id: string, enabled: boolean) {
  return useQuery({
    queryKey: ["downtime", id],
    queryFn: async ({ signal }) => (await call<{ data: Downtime }>("GET", path(id), undefined, signal)).data,
    enabled,
    gcTime: 0,
  });
}

const WRITTEN_AFTER_MS = 250;

/** The next occurrences of what is being written, asked once writing rests, and the zone by whose clock they are told.
 * The last answer stays, with its zone, while the next is on its way. */
export function useOccurrences(attributes: Attributes, count: number, enabled = true) {
  const [written] = useDebouncedValue(JSON.stringify(attributes), WRITTEN_AFTER_MS);
  return useQuery({
    queryKey: ["downtime-preview", written, count],
    queryFn: async ({ signal }) => {
      const asked = withParams("/api/vizsla/downtime/preview", { count });
      const given = JSON.parse(written) as Attributes;
      const { occurrences } = await call<{ occurrences: Occurrence[] }>("POST", asked, body(given), signal);
      return { occurrences, zone: zoneOf(given) };
    },
    enabled,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

export const createDowntime = async (attributes: Attributes) =>
  (await call<{ data: Downtime }>("POST", "/api/v2/downtime", body(attributes))).data;
export const updateDowntime = async (id: string, attributes: Attributes) =>
  (await call<{ data: Downtime }>("PATCH", path(id), body(attributes))).data;
/** End the occurrence that holds now of one that comes again. */
export const cancelCurrent = (id: string) =>
  call<unknown>("DELETE", `/api/vizsla/downtime/${encodeURIComponent(id)}/current`);
export const cancelDowntime = (id: string) => call<unknown>("DELETE", path(id));
