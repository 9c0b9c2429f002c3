/** Monitors: list, read, change, mute, history. */

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { call, withParams } from "./client";

export type GroupState = {
  name: string;
  status: string;
  value?: number | null;
  last_triggered_ts: number | null;
  last_data_ts: number | null;
};
export type Monitor = {
  id: number;
  name: string;
  type: string;
  query: string;
  message: string;
  tags: string[];
  priority: number | null;
  multi: boolean;
  overall_state: string;
  overall_state_modified: string | null;
  created: string;
  modified: string;
  creator: { handle: string };
  options: {
    thresholds?: Record<string, number>;
    silenced?: Record<string, number | null>;
    notify_no_data?: boolean;
    no_data_timeframe?: number | null;
    renotify_interval?: number | null;
    [key: string]: unknown;
  };
  state?: { groups: Record<string, GroupState> };
};
export type MonitorBody = Pick<Monitor, "name" | "type" | "query" | "message" | "tags" | "priority" | "options">;
export type Transition = {
  id: number;
  /** The group's tags; empty where the monitor has one group. */
  grp: string;
  /** Epoch seconds. */
  at: number;
  previous: string;
  status: string;
  value: number | null;
  silenced_by: string;
  deliveries: Array<{ handle: string; state: string; attempts: number; error: string | null }>;
};

/** Every monitor with its state; asked again every ten seconds. */
export function useMonitors() {
  return useQuery({
    queryKey: ["monitors"],
    queryFn: ({ signal }) => call<Monitor[]>("GET", "/api/v1/monitor", undefined, signal),
    refetchInterval: 10_000,
  });
}

export type MonitorRow = {
  id: number;
  name: string;
  type: string;
  query: string;
  tags: string[];
  status: string;
  muted: boolean;
  priority: number | null;
  overall_state_modified: string | null;
};

/** The monitors that a search finds, at most a thousand. */
export function useMonitorSearch(query: string) {
  return useQuery<MonitorRow[]>({
    queryKey: ["monitor-search", query],
    queryFn: ({ signal }) =>
      call<{ monitors: MonitorRow[] }>(
        "GET",
        withParams("/api/v1/monitor/search", { query, per_page: 1000 }),
        undefined,
        signal,
      ).then((answer) => answer.monitors),
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  });
}

/** Every monitor with the states of its groups; asked again every ten seconds. */
export function useMonitorGroups(enabled: boolean) {
  return useQuery({
    queryKey: ["monitor-groups"],
    queryFn: ({ signal }) => call<Monitor[]>("GET", "/api/v1/monitor?group_states=all", undefined, signal),
    refetchInterval: 10_000,
    enabled,
  });
}

/** One monitor with the state of its groups. */
export function useMonitor(id: string, enabled = true) {
  return useQuery({
    queryKey: ["monitor", id],
    queryFn: ({ signal }) =>
      call<Monitor>("GET", `/api/v1/monitor/${encodeURIComponent(id)}?group_states=all`, undefined, signal),
    refetchInterval: 10_000,
    enabled,
  });
}

/** Its changes of state with what was sent, newest first, and how it was decided last. */
export function useMonitorHistory(id: string) {
  return useQuery({
    queryKey: ["monitor-history", id],
    queryFn: ({ signal }) =>
      call<{ transitions: Transition[]; last_evaluation: unknown }>(
        "GET",
        `/api/vizsla/monitors/${encodeURIComponent(id)}/history`,
        undefined,
        signal,
      ),
    refetchInterval: 10_000,
  });
}

const path = (id: number) => `/api/v1/monitor/${id}`;

export const createMonitor = (body: MonitorBody) => call<Monitor>("POST", "/api/v1/monitor", body);
export const updateMonitor = (id: number, body: Partial<MonitorBody>) => call<Monitor>("PUT", path(id), body);
export const deleteMonitor = (id: number) => call<unknown>("DELETE", path(id));
/** Silences the whole monitor until `end` (epoch seconds), or until it is lifted. */
export const muteMonitor = (id: number, end?: number) =>
  call<Monitor>("POST", `${path(id)}/mute`, { override: true, ...(end && { end }) });
export const unmuteMonitor = (id: number) => call<Monitor>("POST", `${path(id)}/unmute`, { all_scopes: true });

/** Whether any mute of a monitor holds now. */
export function isMuted(monitor: Monitor): boolean {
  return Object.values(monitor.options.silenced ?? {}).some((end) => end === null || end > Date.now() / 1000);
}
