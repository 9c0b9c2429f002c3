/** Hosts as they last reported. */

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { call, withParams } from "./client";

type Gohai = {
  cpu?: { model_name?: string; cpu_cores?: string; cpu_logical_processors?: string };
  memory?: { total?: string };
  platform?: { os?: string; kernel_release?: string; machine?: string; processor?: string };
  filesystem?: Array<{ name: string; mounted_on: string; kb_size: string }>;
};

export type Host = {
  name: string;
  up: boolean;
  /** Epoch seconds. */
  last_reported_time: number;
  apps: string[];
  tags_by_source: Record<string, string[]>;
  metrics: { cpu?: number; iowait?: number; load?: number };
  meta: { agent_version?: string; platform?: string; processor?: string; gohai?: Gohai };
  is_muted?: boolean;
  /** Epoch seconds; null where a mute has no end. */
  mute_timeout?: number | null;
};

/** The hosts that match a filter, at most a thousand. */
export function useHosts(filter: string, sort: string, dir: string, enabled = true) {
  return useQuery<{ host_list: Host[]; total_matching: number }>({
    queryKey: ["hosts", filter, sort, dir],
    queryFn: ({ signal }) =>
      call(
        "GET",
        withParams("/api/v1/hosts", { filter, count: 1000, sort_field: sort, sort_dir: dir }),
        undefined,
        signal,
      ),
    enabled,
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  });
}

/** Names of the metrics that a host sends. */
export function useHostMetrics(host: string) {
  return useQuery({
    queryKey: ["host-metrics", host],
    queryFn: ({ signal }) =>
      call<{ metrics: string[] }>("GET", withParams("/api/v1/metrics", { host }), undefined, signal).then(
        (answer) => answer.metrics,
      ),
    staleTime: 60_000,
  });
}

/** What the host's agent and its tracers told last: settings, checks, processes, applications. */
export type Told = {
  kind: string;
  name: string;
  /** Epoch seconds. */
  at: number;
  body: unknown;
};

export function useInventory(host: string) {
  return useQuery({
    queryKey: ["host-inventory", host],
    queryFn: ({ signal }) =>
      call<{ inventory: Told[] }>(
        "GET",
        `/api/vizsla/hosts/${encodeURIComponent(host)}/inventory`,
        undefined,
        signal,
      ).then((answer) => answer.inventory),
    staleTime: 60_000,
  });
}

const own = (host: string) => `/api/v1/host/${encodeURIComponent(host)}`;

/** Monitors stay silent about the host, until `end` (epoch seconds) where it is given. */
export const muteHost = (host: string, end?: number) =>
  call("POST", `${own(host)}/mute`, { override: true, ...(end && { end }) });
export const unmuteHost = (host: string) => call("POST", `${own(host)}/unmute`);
/** Replaces the tags that people gave a host. */
export const tagHost = (host: string, tags: readonly string[]) =>
  call("PUT", `/api/v1/tags/hosts/${encodeURIComponent(host)}`, { tags });
