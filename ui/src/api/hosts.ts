/** Hosts as they last reported. */

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { call, withParams } from "./client";

export type Host = {
  name: string;
  up: boolean;
  /** Epoch seconds. */
  last_reported_time: number;
  apps: string[];
  tags_by_source: Record<string, string[]>;
  metrics: { cpu?: number; iowait?: number; load?: number };
  meta: { agent_version?: string; platform?: string; processor?: string; gohai?: unknown };
};

/** The hosts that match a filter, at most a thousand. */
export function useHosts(filter: string, sort: string, dir: string) {
  return useQuery<{ host_list: Host[]; total_matching: number }>({
    queryKey: ["hosts", filter, sort, dir],
    queryFn: ({ signal }) =>
      call(
        "GET",
        withParams("/api/v1/hosts", { filter, count: 1000, sort_field: sort, sort_dir: dir }),
        undefined,
        signal,
      ),
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  });
}
