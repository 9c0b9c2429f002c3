/** What heat maps and histograms ask for, and how dense a cell is. */

import type { Request } from "./requests";

/** The first request; one that asks for a histogram keeps its query where other requests have theirs. */
export function heatRequest(definition: Record<string, unknown>): Request | undefined {
  const given = Array.isArray(definition.requests) ? (definition.requests[0] as Request | undefined) : undefined;
  if (given?.request_type !== "histogram") return given;
  const query = given.query as Record<string, unknown> | undefined;
  if (!query) return given;
  const text =
    typeof query.query === "string" && !/^\s*histogram:/.test(query.query)
      ? { query: `histogram:${afterAggregator(query.query)}` }
      : {};
  return { ...given, queries: [{ ...query, ...((query.data_source ?? "metrics") === "metrics" && text) }] };
}

const afterAggregator = (query: string) => query.trim().replace(/^\w+:/, "");

/** A place from 0 to 1 of a count among the largest; the root lets few be seen beside many. */
export const density = (count: number, most: number): number => (most > 0 ? Math.sqrt(count / most) : 0);

/** A place on an axis of edges, each cell as wide as its neighbours', where a value lies; null beyond the ends. */
export function rowOf(edges: readonly number[], value: number): number | null {
  const last = edges.length - 1;
  if (last < 1 || value < (edges[0] ?? 0) || value > (edges[last] ?? 0)) return null;
  const at = edges.findIndex((edge, index) => index > 0 && value < edge);
  return at < 0 ? last - 1 : at - 1;
}
