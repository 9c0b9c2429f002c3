/** The searches of `events` in a definition: old ones name tags and sources in words of their own. */

import { fillSearch, type Variable } from "./templates";

type Given = { q?: string; tags_execution?: string };

/** One search of events for each overlay, in today's language. */
export function eventSearches(given: unknown, variables: readonly Variable[]): string[] {
  const events = Array.isArray(given) ? (given as Given[]) : [];
  return events.flatMap(({ q, tags_execution }) => {
    if (typeof q !== "string" || !q.trim()) return [];
    const text = q
      .replace(/\bsources:/g, "source:")
      .replace(/\btags:([\w./-]+:)/g, "$1")
      .replace(/\bpriority:all\b/g, "");
    const words = tags_execution === "or" ? text.trim().split(/\s+/).join(" OR ") : text;
    return [fillSearch(words, variables) || "*"];
  });
}
