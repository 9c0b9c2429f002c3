/** Monitors: list, read, change, mute, history. */

import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import { call, withParams } from "./client";
import type { Definition } from "./dashboards";

export type GroupState = {
  name: string;
  status: string;
  value?: number | null;
  last_triggered_ts?: number | null;
  last_resolved_ts?: number | null;
  last_nodata_ts?: number | null;
  last_data_ts?: number | null;
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
  /** Downtimes that silence it or some of its groups, now or to come. */
  matching_downtimes?: Array<{ id: number; active: boolean; groups: string[] }>;
  options: {
    thresholds?: Record<string, number>;
    silenced?: Record<string, number | null>;
    notify_no_data?: boolean;
    no_data_timeframe?: number | null;
    renotify_interval?: number | null;
    [key: string]: unknown;
  };
  state?: { groups: Record<string, GroupState> };
  /** Why it is kept and not evaluated. */
  not_evaluated?: string;
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
  kind: string;
  title: string;
  deliveries: Array<{ handle: string; state: string; attempts: number; error: string | null }>;
};
export type Counted = { name: string | boolean; count: number };
/** A row of the list. */
export type MonitorRow = {
  id: number;
  name: string;
  type: string;
  query: string;
  tags: string[];
  priority: number | null;
  status: string;
  muted: boolean;
  /** Epoch seconds. */
  overall_state_modified: number | null;
  last_triggered_ts: number | null;
  not_evaluated?: string;
};
export type GroupRow = {
  group: string;
  monitor_id: number;
  monitor_name: string;
  status: string;
  muted: boolean;
  last_triggered_ts: number | null;
  last_nodata_ts: number | null;
};
type Found = { counts: Record<string, Counted[]>; metadata: { total_count: number } };
export type Evaluation = {
  at: number;
  query?: string;
  comparator?: string;
  critical?: number;
  warning?: number | null;
  milliseconds: number;
  late?: boolean;
  error?: string;
  groups: Record<string, { value: number | null; status: string }>;
};
export type Version = { version: number; author: string; modified: string; body: MonitorBody };
export type Sent = {
  state: string;
  title: string;
  deliveries: Array<{ handle: string; state: string; error: string }>;
};

/** As many rows of a search as one answer may hold. */
const MOST = 1000;

/** Every monitor with its state; asked again every ten seconds. */
export function useMonitors() {
  return useQuery({
    queryKey: ["monitors"],
    queryFn: ({ signal }) => call<Monitor[]>("GET", "/api/v1/monitor", undefined, signal),
    refetchInterval: 10_000,
  });
}

/** All that a search finds, page after page; the rows are the answer's member of that name. */
async function everyPage<Row>(path: string, query: string, member: string, signal?: AbortSignal): Promise<Row[]> {
  const found: Row[] = [];
  for (let page = 0, total = 1; page * MOST < total; page++) {
    const asked = withParams(path, { query, page, per_page: MOST });
    const answer = await call<Pick<Found, "metadata"> & Record<string, unknown>>("GET", asked, undefined, signal);
    found.push(...(answer[member] as Row[]));
    total = answer.metadata.total_count;
  }
  return found;
}

/** All monitors that a search finds. */
export const foundMonitors = (query: string, signal?: AbortSignal) =>
  everyPage<MonitorRow>("/api/v1/monitor/search", query, "monitors", signal);

/** The same, asked again every ten seconds. */
export function useMonitorSearch(query: string) {
  return useQuery({
    queryKey: ["monitor-search", query],
    queryFn: ({ signal }) => foundMonitors(query, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  });
}

/** Every group of monitors that a search finds. */
export function useGroupSearch(query: string, enabled: boolean) {
  return useQuery({
    queryKey: ["group-search", query],
    queryFn: ({ signal }) => everyPage<GroupRow>("/api/v1/monitor/groups/search", query, "groups", signal),
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
    enabled,
  });
}

type Page = { query: string; page: number; size: number; sort: string };
const searched = (path: string, { query, page, size, sort }: Page) =>
  withParams(path, { query, page: page || undefined, per_page: size, sort });

/** Monitors that a search finds, with counts of what was found. */
export function useMonitorPage(asked: Page) {
  return useQuery({
    queryKey: ["monitors", "search", asked],
    queryFn: ({ signal }) =>
      call<Found & { monitors: MonitorRow[] }>("GET", searched("/api/v1/monitor/search", asked), undefined, signal),
    refetchInterval: 10_000,
    placeholderData: keepPreviousData,
  });
}

/** Groups of monitors that a search finds. */
export function useGroupPage(asked: Page) {
  return useQuery({
    queryKey: ["monitors", "groups", asked],
    queryFn: ({ signal }) =>
      call<Found & { groups: GroupRow[] }>("GET", searched("/api/v1/monitor/groups/search", asked), undefined, signal),
    refetchInterval: 10_000,
    placeholderData: keepPreviousData,
  });
}

/** One monitor with the state of its groups. */
export const useMonitor = (id: string, enabled = true) => useQuery({ ...monitorOptions(id), enabled });

/** The same of each of them, in their order. */
export const useMonitorsById = (ids: readonly string[]) => useQueries({ queries: ids.map(monitorOptions) });

const monitorOptions = (id: string) => ({
  queryKey: ["monitor", id],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    call<Monitor>("GET", `/api/v1/monitor/${encodeURIComponent(id)}?group_states=all`, undefined, signal),
  refetchInterval: 10_000,
});

/** Its changes of state with what was sent, newest first, and how it was decided last. */
export function useMonitorHistory(id: string, limit = 100) {
  return useQuery({
    queryKey: ["monitor-history", id, limit],
    queryFn: ({ signal }) =>
      call<{ transitions: Transition[]; last_evaluation: Partial<Evaluation> }>(
        "GET",
        withParams(`${own(id)}/history`, { limit }),
        undefined,
        signal,
      ),
    refetchInterval: 10_000,
    placeholderData: keepPreviousData,
  });
}

/** What its last evaluations saw and decided, newest first. */
export function useEvaluations(id: string, limit = 30) {
  return useQuery({
    queryKey: ["monitor-evaluations", id, limit],
    queryFn: ({ signal }) =>
      call<{ evaluations: Evaluation[] }>(
        "GET",
        withParams(`${own(id)}/evaluations`, { limit }),
        undefined,
        signal,
      ).then((answer) => answer.evaluations),
    refetchInterval: 10_000,
  });
}

/** Its state and its graph, of one group where that is named; the definition is null for a monitor without a graph. */
export function useMonitorGraph(id: string, group = "", enabled = true) {
  return useQuery({
    queryKey: ["monitor-graph", id, group],
    queryFn: ({ signal }) =>
      call<{ name: string; state: string; definition: Definition | null }>(
        "GET",
        withParams(`${own(id)}/graph`, { group }),
        undefined,
        signal,
      ),
    refetchInterval: 10_000,
    placeholderData: keepPreviousData,
    enabled,
  });
}

/** What it saw last, and in which state that is; of several groups the one that is worst off. */
export function useMonitorValue(id: string, enabled = true) {
  return useQuery({
    queryKey: ["monitor-value", id],
    queryFn: ({ signal }) =>
      call<{ status: string; value: number | null; group: string }>("GET", `${own(id)}/value`, undefined, signal),
    refetchInterval: 10_000,
    enabled,
  });
}

/** The definition of the graph that a monitor would have; null where it has none. */
export function useDraftGraph(monitor: Partial<MonitorBody>, enabled: boolean) {
  return useQuery({
    queryKey: ["draft-graph", monitor],
    queryFn: ({ signal }) =>
      call<{ definition: Definition | null }>("POST", "/api/vizsla/monitors/graph", monitor, signal).then(
        (answer) => answer.definition,
      ),
    placeholderData: keepPreviousData,
    enabled,
    retry: false,
  });
}

/** Its versions, newest first. */
export function useMonitorVersions(id: string, enabled: boolean) {
  return useQuery({
    queryKey: ["monitor-versions", id],
    queryFn: ({ signal }) =>
      call<{ versions: Version[] }>("GET", `${own(id)}/versions`, undefined, signal).then((answer) => answer.versions),
    enabled,
  });
}

const own = (id: string | number) => `/api/vizsla/monitors/${encodeURIComponent(id)}`;
const path = (id: number) => `/api/v1/monitor/${id}`;

export const createMonitor = (body: MonitorBody) => call<Monitor>("POST", "/api/v1/monitor", body);
export const updateMonitor = (id: number, body: Partial<MonitorBody>) => call<Monitor>("PUT", path(id), body);
export const deleteMonitor = (id: number) => call<unknown>("DELETE", path(id));
/** Silences a monitor, or a scope of it, until `end` (epoch seconds) or until it is lifted. */
export const muteMonitor = (id: number, end?: number, scope?: string) =>
  call<Monitor>("POST", `${path(id)}/mute`, { override: true, ...(end && { end }), ...(scope && { scope }) });
export const unmuteMonitor = (id: number, scope?: string) =>
  call<Monitor>("POST", `${path(id)}/unmute`, scope ? { scope } : { all_scopes: true });
/** Takes groups as recovered until the next evaluation says otherwise; by default all of them. */
export const resolveMonitors = (ids: readonly number[], group = "ALL_GROUPS") =>
  call<unknown>("POST", "/api/v1/monitor/bulk_resolve", { resolve: ids.map((id) => ({ [id]: group })) });
export const restoreMonitor = (id: number, version: number) =>
  call<Monitor>("POST", `${own(id)}/versions/${version}/restore`, {});
/** Tells everybody now, as a test, of these states. */
export const testMonitor = (id: number, states: readonly string[], group?: string) =>
  call<{ sent: Sent[] }>("POST", `${own(id)}/notify`, { states, ...(group && { group }) });

/** Whether any mute of a monitor holds now. */
export function isMuted(monitor: Monitor): boolean {
  return Object.values(monitor.options.silenced ?? {}).some((end) => end === null || end > Date.now() / 1000);
}

export type BacktestGroup = {
  group: string;
  /** From and to in epoch seconds, and the status between. */
  spans: Array<[number, number, string]>;
  values: Array<[number, number]>;
  seconds: Record<string, number>;
};
export type Backtest = {
  from: number;
  to: number;
  evaluations: number;
  comparator: string;
  critical: number;
  warning: number | null;
  notifications: number;
  counts: Record<string, number>;
  groups: BacktestGroup[];
  groups_in_all: number;
  errors: string[];
};

/** What the monitor would have done over the time; epoch seconds. The last answer stays while another comes. */
export function useBacktest(monitor: Partial<MonitorBody>, from: number, to: number, enabled: boolean) {
  return useQuery({
    queryKey: ["backtest", monitor, from, to],
    queryFn: ({ signal }) => call<Backtest>("POST", "/api/vizsla/monitors/backtest", { monitor, from, to }, signal),
    placeholderData: keepPreviousData,
    enabled,
    staleTime: 60_000,
    retry: false,
  });
}

export type Preview = {
  group: string;
  /** Whether nothing was seen yet, and the group's tags are examples. */
  example: boolean;
  states: Array<{
    state: string;
    kind: string;
    title: string;
    text: string;
    recipients: Array<{ handle: string; problem?: string; channel?: string }>;
  }>;
  warnings: Array<{ field: string; message: string; start: number; end: number }>;
  variables: string[];
};

/** What the monitor says in each state, to whom, and what is doubtful about it. */
export function usePreview(monitor: Partial<MonitorBody>, enabled: boolean) {
  return useQuery({
    queryKey: ["preview", monitor],
    queryFn: ({ signal }) => call<Preview>("POST", "/api/vizsla/monitors/preview", monitor, signal),
    placeholderData: keepPreviousData,
    enabled,
    retry: false,
  });
}
