/** Public links of dashboards, and what a public page is told. */

import { useQuery } from "@tanstack/react-query";
import { call } from "./client";
import type { Dashboard, TemplateVariable } from "./dashboards";
import type { Outside } from "./session";

export type Share = {
  token: string;
  public_url: string;
  dashboard_id: string;
  share_type: "open" | "invite" | "embed";
  status: "active" | "paused";
  expiration: string | null;
  global_time: { live_span: string };
  global_time_selectable_enabled: boolean;
  selectable_template_vars: Array<{
    name: string;
    prefix?: string;
    default_value?: string;
    visible_tags?: string[] | null;
  }>;
  invitees: Array<{ email: string; access_expiration?: string | null }>;
  embeddable_domains: string[];
  viewing_preferences: { high_density?: boolean; theme?: "system" | "light" | "dark" };
};
export type PublicPage = Outside & {
  dashboard: Pick<Dashboard, "title" | "description" | "layout_type" | "widgets"> & {
    template_variables: Array<TemplateVariable & { selectable: boolean }>;
  };
  share: Pick<Share, "global_time" | "global_time_selectable_enabled" | "viewing_preferences" | "expiration">;
  /** One graph, to fill the frame that it stands in. */
  alone: boolean;
};

const SHARES = "/api/v1/dashboard/public";
export const sharesKey = (id: string) => ["dashboard", id, "shares"];

export function useShares(id: string) {
  return useQuery({
    queryKey: sharesKey(id),
    queryFn: ({ signal }) =>
      call<{ shares: Share[] }>(
        "GET",
        `/api/vizsla/dashboards/${encodeURIComponent(id)}/shares`,
        undefined,
        signal,
      ).then((answer) => answer.shares),
  });
}

export const createShare = (body: Partial<Share>) => call<Share>("POST", SHARES, body);
export const updateShare = (token: string, body: Partial<Share>) => call<Share>("PUT", `${SHARES}/${token}`, body);
export const revokeShare = (token: string) => call<unknown>("DELETE", `${SHARES}/${token}`);
export const invite = (token: string, emails: string[]) =>
  call<unknown>("POST", `${SHARES}/${token}/invitation`, {
    data: emails.map((email) => ({ type: "public_dashboard_invitation", attributes: { email } })),
  });

/** What the public page of a token shows. */
export function usePublicPage(token: string, read: () => Promise<PublicPage>) {
  return useQuery({ queryKey: ["public", token], queryFn: read, retry: false, staleTime: 300_000 });
}
