/** Which service calls which, and how one service's requests are spread. */

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { Range } from "@/lib/time";
import { call, withParams } from "./client";

/** `p95` and `total_s` in seconds. */
export type Figures = { hits: number; errors: number; total_s: number; p95: number };
export type ServiceNode = Figures & {
  service: string;
  type: string;
  kind: "service" | "database" | "queue" | "external";
};
export type ServiceEdge = Figures & { source: string; target: string };
export type ServiceMap = { nodes: ServiceNode[]; edges: ServiceEdge[]; sampled: number };
export type LatencyStep = { from_s: number; to_s: number; hits: number; errors: number };

const kept = { placeholderData: keepPreviousData, gcTime: 30_000, staleTime: 60_000 } as const;
const window = (range: Range) => ({ from: Math.floor(range.from), to: Math.ceil(range.to) });

export function useServiceMap(range: Range, env: string) {
  const asked = { ...window(range), env };
  return useQuery<ServiceMap>({
    queryKey: ["service-map", asked],
    queryFn: ({ signal }) => call("GET", withParams("/api/vizsla/service_map", asked), undefined, signal),
    ...kept,
  });
}

/** How many requests of a service took how long, in steps of equal ratio. */
export function useLatencies(service: string, range: Range, env = "", operation = "") {
  const asked = { ...window(range), env, operation };
  return useQuery<LatencyStep[]>({
    queryKey: ["latencies", service, asked],
    queryFn: ({ signal }) =>
      call<{ latencies: LatencyStep[] }>(
        "GET",
        withParams(`/api/vizsla/services/${encodeURIComponent(service)}/latencies`, asked),
        undefined,
        signal,
      ).then((answer) => answer.latencies),
    enabled: service !== "",
    ...kept,
  });
}
