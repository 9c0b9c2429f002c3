/** Keys, and what arrived and could not be understood. */

import { useQuery } from "@tanstack/react-query";
import { call } from "./client";

export type Keys = { api_keys: Array<Record<string, unknown>>; app_keys: Array<Record<string, unknown>> };
export type Quarantined = {
  ts: number;
  endpoint: string;
  content_type: string;
  client: string;
  error: string;
  size: number;
  body: string;
};

export function useKeys() {
  return useQuery({
    queryKey: ["keys"],
    queryFn: ({ signal }) => call<Keys>("GET", "/api/vizsla/keys", undefined, signal),
  });
}

/** The newest bodies that could not be decoded, with the reasons. */
export function useQuarantine() {
  return useQuery<Quarantined[]>({
    queryKey: ["quarantine"],
    queryFn: ({ signal }) =>
      call<{ items: Quarantined[] }>("GET", "/api/vizsla/quarantine", undefined, signal).then((answer) => answer.items),
    refetchInterval: 10_000,
  });
}
