/** Service checks: their latest results. */

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { call, withParams } from "./client";

export type CheckResult = {
  check: string;
  host: string;
  tags: string[];
  /** 0 ok, 1 warning, 2 critical, 3 unknown. */
  status: number;
  message: string;
  /** Epoch seconds. */
  at: number;
};

/** The newest result of each host and set of tags, of those that carry every tag. */
export function useChecks(check: string, tags: readonly string[], to: number) {
  const asked = { check, tags: tags.join(","), from: Math.floor(to) - 86_400, to: Math.ceil(to) };
  return useQuery<CheckResult[]>({
    queryKey: ["checks", asked],
    queryFn: ({ signal }) =>
      call<{ checks: CheckResult[] }>("GET", withParams("/api/vizsla/checks", asked), undefined, signal).then(
        (answer) => answer.checks,
      ),
    enabled: check !== "",
    placeholderData: keepPreviousData,
    gcTime: 30_000,
    staleTime: 10_000,
  });
}

/** The checks that reported in the past day. */
export function useCheckNames() {
  return useQuery({
    queryKey: ["check-names"],
    queryFn: ({ signal }) =>
      call<{ names: string[] }>("GET", "/api/vizsla/checks/names", undefined, signal).then((answer) => answer.names),
    staleTime: 60_000,
  });
}
