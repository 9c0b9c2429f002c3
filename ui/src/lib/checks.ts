/** Results of service checks: which a widget asks for, and how they count together. */

import type { Variable } from "./templates";

type Result = { status: number; tags: string[]; host: string };
export const STATES = ["OK", "Warning", "Critical", "Unknown"] as const;
export type State = (typeof STATES)[number];

/** Tags with variables filled in: each entry is the alternatives that one tag stands for; a variable that chooses nothing drops out. */
export function wantedTags(tags: readonly string[], variables: readonly Variable[]): string[][] {
  return tags.flatMap((tag) => {
    const found = /^(?:([^:$]+):)?\$([\w.-]+?)(?:\.value)?$/.exec(tag.trim());
    if (!found) return tag.trim() && tag.trim() !== "*" ? [[tag.trim()]] : [];
    const variable = variables.find((one) => one.name === found[2]);
    if (!variable?.values.length) return [];
    const key = found[1] ?? variable.prefix;
    return [variable.values.map((value) => (key ? `${key}:${value}` : value))];
  });
}

/** Whether a result carries one of the alternatives of every tag. */
export function carries(result: Result, wanted: readonly string[][]): boolean {
  const own = new Set([...result.tags, `host:${result.host}`]);
  return wanted.every((alternatives) =>
    alternatives.some((tag) =>
      tag.endsWith("*") ? [...own].some((one) => one.startsWith(tag.slice(0, -1))) : own.has(tag),
    ),
  );
}

/** The worst state of some results: critical before unknown before warning. */
export function worst(results: readonly Result[]): State {
  const rank = [0, 1, 3, 2];
  const found = results.reduce((most, one) => ((rank[one.status] ?? 0) > (rank[most] ?? 0) ? one.status : most), 0);
  return STATES[found] ?? "Unknown";
}

/** Results by the values of some tags, each group with its worst state, the worst first. */
export function grouped<R extends Result>(results: readonly R[], keys: readonly string[]) {
  const groups = new Map<string, R[]>();
  for (const one of results) {
    const values = keys.map((key) => {
      if (key === "host") return one.host;
      return one.tags.find((tag) => tag.startsWith(`${key}:`))?.slice(key.length + 1) ?? "N/A";
    });
    const name = keys.length ? values.join(", ") : [`host:${one.host}`, ...one.tags].join(" ");
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  const order: State[] = ["Critical", "Unknown", "Warning", "OK"];
  return [...groups]
    .map(([name, members]) => ({ name, members, state: worst(members) }))
    .sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || a.name.localeCompare(b.name));
}
