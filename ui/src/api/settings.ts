/** Keys, and what arrived and could not be understood. */

import { useQuery } from "@tanstack/react-query";
import { call } from "./client";

export type KeyKind = "api_keys" | "application_keys";
export type Key = {
  id: string;
  attributes: { name: string; created_at: string; last4: string; key?: string };
};
export type Quarantined = {
  ts: number;
  endpoint: string;
  content_type: string;
  client: string;
  error: string;
  size: number;
  body: string;
};

/** Keys by name, without the keys themselves. */
export function useKeys(kind: KeyKind, enabled = true) {
  return useQuery({
    queryKey: ["keys", kind],
    queryFn: ({ signal }) =>
      call<{ data: Key[] }>("GET", `/api/v2/${kind}?page[size]=1000`, undefined, signal).then((answer) => answer.data),
    enabled,
  });
}

/** One with the key itself. */
export function useKey(kind: KeyKind, id: string | null) {
  return useQuery({
    queryKey: ["key", kind, id],
    queryFn: ({ signal }) =>
      call<{ data: Key }>("GET", `/api/v2/${kind}/${id}`, undefined, signal).then((answer) => answer.data),
    enabled: id !== null,
  });
}

export const createKey = (kind: KeyKind, name: string) =>
  call<{ data: Key }>("POST", `/api/v2/${kind}`, { data: { type: kind, attributes: { name } } });

export const revokeKey = (kind: KeyKind, id: string) => call<void>("DELETE", `/api/v2/${kind}/${id}`);

/** The newest bodies that could not be decoded, with the reasons. */
export function useQuarantine() {
  return useQuery<Quarantined[]>({
    queryKey: ["quarantine"],
    queryFn: ({ signal }) =>
      call<{ items: Quarantined[] }>("GET", "/api/vizsla/quarantine", undefined, signal).then((answer) => answer.items),
    refetchInterval: 10_000,
  });
}
