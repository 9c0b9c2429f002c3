/** Logs that differ only in what varies, counted together. */

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { Range } from "@/lib/time";
import { call, withParams } from "./client";

export type Pattern = {
  pattern: string;
  count: number;
  example: string;
  /** Milliseconds since the epoch, of the newest. */
  at: number;
  statuses: string[];
  services: string[];
  service?: string;
  status?: string;
  host?: string;
  source?: string;
};

/** The most frequent patterns of the logs that a search finds; `groupBy` names service, status, host or source. */
export function usePatterns(query: string, range: Range, groupBy: readonly string[]) {
  const asked = { query, from: Math.floor(range.from), to: Math.ceil(range.to), group_by: groupBy.join(",") };
  return useQuery<Pattern[]>({
    queryKey: ["patterns", asked],
    queryFn: ({ signal }) =>
      call<{ patterns: Pattern[] }>("GET", withParams("/api/vizsla/patterns/logs", asked), undefined, signal).then(
        (answer) => answer.patterns,
      ),
    placeholderData: keepPreviousData,
    gcTime: 30_000,
    staleTime: 60_000,
  });
}
