/** Notification channels, the log of deliveries, and users. */

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { Handle } from "@/lib/complete-message";
import { call, withParams } from "./client";

export type Field = {
  name: string;
  label: string;
  doc: string;
  secret: boolean;
  needed: boolean;
  choices: string[];
  long: boolean;
};
/** What is set up under a name; of a secret only whether there is one. */
export type Entry = { name: string; values: Record<string, string | boolean> };
export type Channel = {
  name: string;
  title: string;
  doc: string;
  /** What its handles begin with; empty for e-mail. */
  handle: string;
  fields: Field[];
  entries: Entry[];
};
export type Smtp = { host: string; port: number; security: string; from: string; user: string; password: boolean };
export type Channels = { channels: Channel[]; smtp: Smtp; private_targets: boolean };
export type Attempt = { id: number; handle: string; state: string; attempts: number; error: string };
export type Delivery = Attempt & {
  monitor_id: number;
  group: string;
  /** Epoch seconds. */
  at: number;
  kind: string;
  status: string;
  title: string;
  finished_at: number | null;
  next_attempt: number;
  facts: { monitor?: string; link?: string; test?: boolean };
};
export type User = {
  id: string;
  attributes: { handle: string; name: string; email: string; status: string; disabled: boolean };
  relationships: { roles: { data: Array<{ id: string }> } };
};
export type Role = { id: string; attributes: { name: string } };

export function useChannels() {
  return useQuery({
    queryKey: ["channels"],
    queryFn: ({ signal }) => call<Channels>("GET", "/api/vizsla/channels", undefined, signal),
  });
}

/** Handles that hold some letters, with what each is. */
export const handlesQuery = (words: string) => ({
  queryKey: ["handles", words],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    call<{ handles: Handle[] }>("GET", withParams("/api/vizsla/handles", { q: words }), undefined, signal).then(
      (answer) => answer.handles,
    ),
  staleTime: 10_000,
});

const path = (channel: string, name: string) =>
  `/api/vizsla/channels/${encodeURIComponent(channel)}/${encodeURIComponent(name)}`;

export const saveEntry = (channel: string, name: string, values: Record<string, string>) =>
  call<Entry>("PUT", path(channel, name), values);
export const deleteEntry = (channel: string, name: string) => call<unknown>("DELETE", path(channel, name));
/** Sends a message now, and says how it went; `to` is a place in it, such as a Slack channel. */
export const testEntry = (channel: string, name: string, to?: string) =>
  call<{ deliveries: Attempt[] }>("POST", `${path(channel, name)}/test`, to ? { to } : {});

/** Deliveries, newest first. */
export function useDeliveries(filter: { state?: string; handle?: string; monitor_id?: string }, limit = 100) {
  return useQuery<Delivery[]>({
    queryKey: ["deliveries", filter, limit],
    queryFn: ({ signal }) =>
      call<{ deliveries: Delivery[] }>(
        "GET",
        withParams("/api/vizsla/deliveries", { ...filter, limit }),
        undefined,
        signal,
      ).then((answer) => answer.deliveries),
    refetchInterval: 5_000,
    placeholderData: keepPreviousData,
  });
}
export const retryDelivery = (id: number) => call<unknown>("POST", `/api/vizsla/deliveries/${id}/retry`, {});

/** Every user, and the roles that there are. */
export function useUsers() {
  return useQuery({
    queryKey: ["users"],
    queryFn: ({ signal }) =>
      call<{ data: User[]; included: Role[] }>("GET", "/api/v2/users?page[size]=1000", undefined, signal),
  });
}

const body = (attributes: Record<string, unknown>, role?: string) => ({
  data: {
    type: "users",
    attributes,
    ...(role && { relationships: { roles: { data: [{ type: "roles", id: role }] } } }),
  },
});
export const createUser = (email: string, name: string, role: string) =>
  call<{ data: User }>("POST", "/api/v2/users", body({ email, name }, role));
export const changeUser = (id: string, attributes: Record<string, unknown>, role?: string) =>
  call<unknown>("PATCH", `/api/v2/users/${id}`, body(attributes, role));
export const loginLink = (id: string) => call<{ url: string }>("POST", `/api/vizsla/users/${id}/login-link`, {});
