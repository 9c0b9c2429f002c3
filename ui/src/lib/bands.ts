/** What a query expects of itself: a grey band between two edges, and the points outside it in red. */

import { statusColor } from "./colors";
import type { Line } from "./plot";

type Tagged = { tag_set: readonly string[]; query_index: number };
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

/** The lines of series, in the same order, with edges made quiet and what lies outside its band added in red. */
export function withBands(series: readonly Tagged[], lines: readonly Line[]): Line[] {
  const pairs = new Map<string, Pair>();
  const keys = series.map((one) => `${one.query_index} ${ownTags(one.tag_set).join(",")}`);
  series.forEach((one, index) => {
    const edge = edgeOf(one.tag_set);
    const key = keys[index] ?? "";
    if (edge) pairs.set(key, { ...pairs.get(key), [edge]: lines[index] });
  });
  if (!pairs.size) return [...lines];
  const found: Line[] = [];
  series.forEach((one, index) => {
    const line = lines[index];
    const band = keys[index] ?? "";
    const pair = pairs.get(band);
    const edge = edgeOf(one.tag_set);
    if (!line) return;
    if (edge) {
      found.push({ ...line, style: "line", color: GREY, edge, band, quiet: true });
      return;
    }
    found.push(line);
    const points = pair?.lower && pair.upper ? outside(line.points, pair.lower.points, pair.upper.points) : [];
    if (points.some(([, value]) => value !== null)) {
      found.push({ ...line, style: "line", color: statusColor("error"), width: 2, quiet: true, points });
    }
  });
  return found;
}

/** The points beyond the edges and their neighbours, so that the way out and back is seen; gaps elsewhere. */
export function outside(points: Line["points"], lower: Line["points"], upper: Line["points"]): Line["points"] {
  const low = new Map(lower);
  const high = new Map(upper);
  const beyond = points.map(([ms, value]) => {
    const [floor, ceiling] = [low.get(ms) ?? null, high.get(ms) ?? null];
    return value !== null && ((floor !== null && value < floor) || (ceiling !== null && value > ceiling));
  });
  return points.map(([ms, value], at) => [ms, beyond[at - 1] || beyond[at] || beyond[at + 1] ? value : null] as const);
}
