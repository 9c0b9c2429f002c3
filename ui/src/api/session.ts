/** Who is logged in, and how to become so. */

import { useQuery } from "@tanstack/react-query";
import { call } from "./client";

export type Login = { token: string } | { handle: string; password: string };

export const login = (given: Login) => call<{ ok: true }>("POST", "/api/vizsla/login", given);
export const logout = () => call<{ ok: true }>("POST", "/api/vizsla/logout", {});
export const setPassword = (password: string) => call<{ ok: true }>("PUT", "/api/vizsla/password", { password });

/** Whether images and frames of other sites are shown, as the server's settings say. */
export type Outside = { external_images: boolean; external_frames: boolean };
export type Session = { handle: string; admin: boolean } & Outside;

/** The user of this browser's session; an ApiError 401 where there is none. */
export function useSession() {
  return useQuery({
    queryKey: ["session"],
    queryFn: ({ signal }) => call<Session>("GET", "/api/vizsla/session", undefined, signal),
    staleTime: 300_000,
  });
}
