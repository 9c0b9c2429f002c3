/** What a query expects of itself: a grey band between two edges, and the points outside it in red. */

import { statusColor } from "./colors";
import type { Line, Value } from "./plot";

type Pair = { lower?: Line; upper?: Line };

const GREY = "#8b93a1";
const EDGE = /^band:(lower|upper)$/;

/** Which edge of a band a series is; null for what was measured. */
export function edgeOf(tags: readonly string[]): "lower" | "upper" | null {
  const tag = tags.find((one) => EDGE.test(one));
  return tag ? (tag.slice(5) as "lower" | "upper") : null;
}

/** The tags of a series that people gave it. */
export function ownTags(tags: readonly string[]): string[] {
  return tags.filter((one) => !EDGE.test(one));
}

/** The lines, in the same order, with edges made quiet and what lies outside its band added in red; `query` tells queries apart. */
export function withBands(lines: readonly Line[], query: (index: number) => number | string): Line[] {
  const edges = lines.map((line) => edgeOf(line.tags ?? []));
  if (!edges.some((edge) => edge !== null)) return [...lines];
  const keys = lines.map((line, index) => `${query(index)} ${ownTags(line.tags ?? []).join(",")}`);
  const pairs = new Map<string, Pair>();
  lines.forEach((line, index) => {
    const edge = edges[index];
    const key = keys[index] ?? "";
    if (edge) pairs.set(key, { ...pairs.get(key), [edge]: line });
  });
  return lines.flatMap((line, index): Line[] => {
    const band = keys[index] ?? "";
    const edge = edges[index];
    if (edge) return [{ ...line, style: "line", color: GREY, edge, band, quiet: true }];
    const pair = pairs.get(band);
    const values = pair?.lower && pair.upper ? outside(line, pair.lower, pair.upper) : [];
    if (!values.some((value) => typeof value === "number")) return [line];
    return [line, { ...line, style: "line", color: statusColor("error"), width: 2, quiet: true, values }];
  });
}

/** The values beyond the edges and their neighbours, so that the way out and back is seen; gaps elsewhere. */
export function outside(line: Line, lower: Line, upper: Line): Value[] {
  const at = (edge: Line) => new Map(edge.times.map((time, index) => [time, edge.values[index]]));
  const [low, high] = [at(lower), at(upper)];
  const beyond = line.values.map((value, index) => {
    const time = line.times[index] ?? 0;
    const [floor, ceiling] = [low.get(time) ?? null, high.get(time) ?? null];
    return typeof value === "number" && ((floor !== null && value < floor) || (ceiling !== null && value > ceiling));
  });
  return line.values.map((value, index) =>
    beyond[index - 1] || beyond[index] || beyond[index + 1] ? (value ?? null) : null,
  );
}
