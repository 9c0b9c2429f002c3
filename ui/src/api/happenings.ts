/** Events that a search finds, to be drawn over graphs. */

import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Range } from "@/lib/time";
import { call } from "./client";
import { useKept } from "./query";

type Found = {
  data: Array<{ attributes: { timestamp: string; attributes?: { title?: string; status?: string } } }>;
};
/** At is epoch seconds. */
export type Happened = { at: number; title: string; status: string };

const MOST = 250;

/** The newest events of each search in a range. */
export function useHappenings(searches: readonly string[], range: Range): Happened[] {
  const found = useQueries({
    queries: searches.map((query) => {
      const filter = {
        query,
        from: new Date(range.from * 1000).toISOString(),
        to: new Date(range.to * 1000).toISOString(),
      };
      return {
        queryKey: ["happenings", filter],
        queryFn: ({ signal }: { signal: AbortSignal }) =>
          call<Found>("POST", "/api/v2/events/search", { filter, page: { limit: MOST } }, signal).then(({ data }) =>
            data.map(
              ({ attributes: { timestamp, attributes } }): Happened => ({
                at: Date.parse(timestamp) / 1000,
                title: attributes?.title ?? "An event",
                status: attributes?.status ?? "info",
              }),
            ),
          ),
        gcTime: 30_000,
        staleTime: 60_000,
      };
    }),
    combine: together,
  });
  const kept = useKept(searches.join("\n"), found);
  return useMemo(() => kept.flatMap((one) => one ?? []), [kept]);
}

function together(results: Array<{ data: Happened[] | undefined }>): Array<Happened[] | undefined> {
  return results.map((one) => one.data);
}
