/** A widget's definition with the variables' values in place of the variables, to stand where there are none. */

import { fillMetric, fillSearch, fillText, type Variable } from "./templates";

type Json = Record<string, unknown>;

/** The same definition; queries, searches and titles are filled in, everything else stays. */
export function filledDefinition<T extends Json>(definition: T, variables: readonly Variable[]): T {
  return variables.length ? (filled(definition, variables) as T) : definition;
}

function filled(part: unknown, variables: readonly Variable[]): unknown {
  if (Array.isArray(part)) return part.map((one) => filled(one, variables));
  if (typeof part !== "object" || part === null) return part;
  const given = part as Json;
  const records =
    "tags_execution" in given || (typeof given.data_source === "string" && given.data_source !== "metrics");
  return Object.fromEntries(
    Object.entries(given).map(([key, value]) => {
      if (typeof value !== "string")
        return [key, key === "search" ? searched(value, variables) : filled(value, variables)];
      if (key === "q" || key === "query") return [key, (records ? fillSearch : fillMetric)(value, variables)];
      if (key === "query_string") return [key, fillSearch(value, variables)];
      if (key === "title" || key === "content" || key === "alias") return [key, fillText(value, variables)];
      return [key, value];
    }),
  );
}

function searched(part: unknown, variables: readonly Variable[]): unknown {
  const { query } = (part ?? {}) as { query?: unknown };
  return typeof query === "string" ? { ...(part as Json), query: fillSearch(query, variables) } : part;
}
