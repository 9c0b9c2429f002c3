/** Dashboards in Datadog's JSON: what is read here is typed, everything else is kept as it came. */

import { useQuery } from "@tanstack/react-query";
import { call } from "./client";

export type Layout = { x: number; y: number; width: number; height: number; is_column_break?: boolean };
export type Definition = { type: string; title?: string; [key: string]: unknown };
export type WidgetJson = { id?: number; layout?: Layout; definition: Definition; [key: string]: unknown };
export type TemplateVariable = {
  name: string;
  prefix?: string | null;
  default?: string | null;
  defaults?: string[] | null;
  available_values?: string[] | null;
};
/** Choices of the variables under a name; older ones hold one value each. */
export type Preset = {
  name: string;
  template_variables?: Array<{ name: string; value?: string | null; values?: string[] | null }>;
};
export type Dashboard = {
  id: string;
  title: string;
  description?: string | null;
  layout_type: "ordered" | "free";
  widgets: WidgetJson[];
  template_variables?: TemplateVariable[] | null;
  template_variable_presets?: Preset[] | null;
  tags?: string[] | null;
  version?: number;
  [key: string]: unknown;
};
export type DashboardRow = {
  id: string;
  title: string;
  description: string | null;
  layout_type: string;
  url: string;
  tags: string[];
  author_handle: string;
  created_at: string;
  modified_at: string;
};

export const dashboardKey = (id: string) => ["dashboard", id];

/** One line for each dashboard; of those that were deleted or shared where that is wanted. */
export function useDashboards(only: "" | "deleted" | "shared" = "") {
  return useQuery({
    queryKey: ["dashboards", only],
    queryFn: ({ signal }) =>
      call<{ dashboards: DashboardRow[] }>(
        "GET",
        `/api/v1/dashboard${only && `?filter[${only}]=true`}`,
        undefined,
        signal,
      ).then((answer) => answer.dashboards),
  });
}

/** One dashboard, whole. */
export function useDashboard(id: string) {
  return useQuery({
    queryKey: dashboardKey(id),
    queryFn: ({ signal }) => call<Dashboard>("GET", `/api/v1/dashboard/${encodeURIComponent(id)}`, undefined, signal),
    staleTime: 60_000,
  });
}

const SERVER_OWN = ["id", "url", "author_handle", "author_name", "created_at", "modified_at", "version"];

/** The JSON to export, to copy or to create from: without what the server adds. */
export function exported(dashboard: Dashboard): Record<string, unknown> {
  return Object.fromEntries(Object.entries(dashboard).filter(([key]) => !SERVER_OWN.includes(key)));
}

export const createDashboard = (body: Record<string, unknown>) => call<Dashboard>("POST", "/api/v1/dashboard", body);
export const deleteDashboard = (id: string) => call<unknown>("DELETE", `/api/v1/dashboard/${encodeURIComponent(id)}`);
export const restoreDashboard = (id: string) =>
  call<unknown>("PATCH", "/api/v1/dashboard", { data: [{ type: "dashboard", id }] });
/** Saves unless someone else saved since this version was read (ApiError 409). */
export const saveDashboard = (dashboard: Dashboard) =>
  call<Dashboard>("PUT", `/api/v1/dashboard/${encodeURIComponent(dashboard.id)}`, {
    ...exported(dashboard),
    expected_version: dashboard.version,
  });

export type Version = { version: number; author_handle: string; modified_at: string; title: string; widgets: number };

const versions = (id: string) => `/api/vizsla/dashboards/${encodeURIComponent(id)}/versions`;

/** Every version that was saved, the newest first. */
export function useVersions(id: string) {
  return useQuery({
    queryKey: [...dashboardKey(id), "versions"],
    queryFn: ({ signal }) =>
      call<{ versions: Version[] }>("GET", versions(id), undefined, signal).then((answer) => answer.versions),
  });
}

/** A dashboard as it was. */
export function useVersion(id: string, version: number | null) {
  return useQuery({
    queryKey: [...dashboardKey(id), "versions", version],
    queryFn: ({ signal }) => call<Dashboard>("GET", `${versions(id)}/${version}`, undefined, signal),
    enabled: version !== null,
  });
}

export const restoreVersion = (id: string, version: number) =>
  call<Dashboard>("POST", `${versions(id)}/${version}/restore`, {});
