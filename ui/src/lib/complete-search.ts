/** What to offer while a search of logs, spans or events is typed. */

import type { Item, Offer } from "./complete";
import { term } from "./search";

export type KnownFacet = { name: string; values: ReadonlyArray<{ value: string; count: number }> };

const MOST = 100;

/** Facets and their values that may stand at the cursor, the most frequent first. */
export function searchOffers(
  text: string,
  cursor: number,
  facets: readonly KnownFacet[],
  variables: readonly string[] = [],
): Offer {
  const before = text.slice(0, cursor);
  if ((before.match(/(?<!\\)"/g)?.length ?? 0) % 2) return { from: cursor, items: [] };
  const word = /[^\s()!]*$/.exec(before)?.[0].replace(/^-/, "") ?? "";
  const from = cursor - word.length;
  const colon = word.indexOf(":");
  const within = colon < 0 ? /([\w.@-]+):\((?:[^()]*\s)?$/.exec(before.slice(0, from)) : null;
  const field = colon >= 0 ? word.slice(0, colon) : within?.[1];
  if (field !== undefined) {
    const typed = colon >= 0 ? word.slice(colon + 1) : word;
    const facet = facets.find((one) => one.name === field);
    const values = (facet?.values ?? []).map(({ value }): Item => {
      const written = term(field, value).slice(field.length + 1);
      return { text: value, kind: "value", written: `${written} ` };
    });
    return { from: cursor - typed.length, items: matching(values, typed) };
  }
  const names = facets.map((one): Item => ({ text: one.name, kind: "tag", written: `${one.name}:` }));
  const known = variables.map((one): Item => ({ text: `$${one}`, kind: "variable" }));
  const words = /\S\s+$/.test(before.slice(0, from))
    ? ["AND", "OR"].map((one): Item => ({ text: one, kind: "word" }))
    : [];
  return { from, items: matching([...names, ...known, ...words], word) };
}

function matching(items: readonly Item[], typed: string): Item[] {
  const wanted = typed.toLowerCase().replace(/^@/, "");
  const bare = (text: string) => text.toLowerCase().replace(/^@/, "");
  const starts = items.filter((one) => bare(one.text).startsWith(wanted));
  const holds = wanted ? items.filter((one) => bare(one.text).indexOf(wanted) > 0) : [];
  return [...starts, ...holds].slice(0, MOST);
}
