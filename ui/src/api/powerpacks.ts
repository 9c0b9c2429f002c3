/** Powerpacks: groups of widgets that several dashboards share. */

import { useQuery } from "@tanstack/react-query";
import { call } from "./client";
import type { TemplateVariable, WidgetJson } from "./dashboards";

export type Powerpack = {
  id: string;
  attributes: {
    name: string;
    description?: string;
    group_widget: WidgetJson;
    template_variables?: TemplateVariable[];
  };
};

const found = (signal: AbortSignal) =>
  call<{ data: Powerpack[] }>("GET", "/api/v2/powerpacks?page[limit]=1000", undefined, signal);

export function usePowerpacks() {
  return useQuery({ queryKey: ["powerpacks"], queryFn: async ({ signal }) => (await found(signal)).data });
}

export function usePowerpack(id: string) {
  return useQuery({
    queryKey: ["powerpack", id],
    queryFn: async ({ signal }) =>
      (await call<{ data: Powerpack }>("GET", `/api/v2/powerpacks/${encodeURIComponent(id)}`, undefined, signal)).data,
    enabled: id !== "",
    staleTime: 60_000,
  });
}

export const createPowerpack = (attributes: Powerpack["attributes"]) =>
  call<{ data: Powerpack }>("POST", "/api/v2/powerpacks", { data: { type: "powerpack", attributes } });
export const deletePowerpack = (id: string) => call<unknown>("DELETE", `/api/v2/powerpacks/${encodeURIComponent(id)}`);
