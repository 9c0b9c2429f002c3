/** What a query expects of itself: a grey band between two edges, points outside it in red, and what is to come dashed. */

import { statusColor } from "./colors";
import type { Line, Value } from "./plot";
import type { Range } from "./time";

type Pair = { lower?: Line; upper?: Line };

const GREY = "#8b93a1";
const EDGE = /^band:(lower|upper)$/;

/** Whether a query tags series as edges of a band; of any other such a tag is a person's own. */
const isBanded = (text: string) => /\b(anomalies|forecast)\s*\(/.test(text);

/** Which edge of a band a series of a query is; null for what was measured. */
export function edgeOf(tags: readonly string[], text: string): "lower" | "upper" | null {
  const tag = isBanded(text) ? tags.find((one) => EDGE.test(one)) : undefined;
  return tag ? (tag.slice(5) as "lower" | "upper") : null;
}

/** The tags of a query's series that people gave it. */
export function ownTags(tags: readonly string[], text: string): readonly string[] {
  return isBanded(text) ? tags.filter((one) => !EDGE.test(one)) : tags;
}

/** Which query a line is of, and what that query says. */
export type Origin = { key: number | string; text: string };

/** Whether a query asks for what is to come, so that its graph reaches beyond now. */
export const looksAhead = (text: string): boolean => /\bforecast\s*\(/.test(text);

/** The range that a graph of these queries shows: half as long again where one looks ahead from about now. */
export function rangeAhead(range: Range, texts: readonly string[], now = Date.now() / 1000): Range {
  if (range.to < now - 120 || !texts.some(looksAhead)) return range;
  return { from: range.from, to: range.to + Math.round((range.to - range.from) / 2) };
}

/** The lines, in the same order, with edges made quiet, what lies outside its band added in red, and what is to come dashed. */
export function withBands(lines: readonly Line[], origin: (index: number) => Origin): Line[] {
  const edges = lines.map((line, index) => edgeOf(line.tags ?? [], origin(index).text));
  if (!edges.some((edge) => edge !== null)) return [...lines];
  const own = lines.map((line, index) => ownTags(line.tags ?? [], origin(index).text));
  const keys = own.map((tags, index) => `${origin(index).key} ${tags.join(",")}`);
  const pairs = new Map<string, Pair>();
  lines.forEach((line, index) => {
    const edge = edges[index];
    const key = keys[index] ?? "";
    if (edge) pairs.set(key, { ...pairs.get(key), [edge]: line });
  });
  return lines.flatMap((line, index): Line[] => {
    const band = keys[index] ?? "";
    const edge = edges[index];
    const { text } = origin(index);
    if (edge) return [{ ...line, tags: own[index] ?? [], style: "line", color: GREY, edge, band, quiet: true }];
    const pair = pairs.get(band);
    if (!pair?.lower || !pair.upper) return [line];
    if (looksAhead(text)) return foretold(line, pair.upper);
    const values = outside(line, pair.lower, pair.upper, sideOf(text));
    if (!values.some((value) => typeof value === "number")) return [line];
    return [line, { ...line, style: "line", color: statusColor("error"), width: 2, quiet: true, values }];
  });
}

/** The line until the last measured point, and dashed from there on. */
function foretold(line: Line, edge: Line): Line[] {
  const first = edge.values.findIndex((value) => typeof value === "number");
  const begin = first < 0 ? Number.POSITIVE_INFINITY : (edge.times[first] ?? 0);
  const from = line.times.findIndex((time) => time >= begin);
  if (from < 0) return [line];
  const past = line.values.map((value, at) => (at < from ? value : null));
  const ahead = line.values.map((value, at) => (at < from - 1 ? null : value));
  return [
    { ...line, values: past },
    { ...line, style: "line", values: ahead, dash: [4, 4], quiet: true, ahead: true },
  ];
}

type Side = "above" | "below" | "both";

/** The side on which a query calls values anomalous. */
function sideOf(text: string): Side {
  return (/direction\s*=\s*['"](above|below)['"]/.exec(text)?.[1] as Side | undefined) ?? "both";
}

/** The values beyond the edges and their neighbours, so that the way out and back is seen; gaps elsewhere. */
export function outside(line: Line, lower: Line, upper: Line, side: Side = "both"): Value[] {
  const at = (edge: Line) => new Map(edge.times.map((time, index) => [time, edge.values[index]]));
  const [lows, highs] = [at(lower), at(upper)];
  const beyond = line.values.map((value, index) => {
    const time = line.times[index] ?? 0;
    const [floor, ceiling] = [lows.get(time) ?? null, highs.get(time) ?? null];
    if (typeof value !== "number") return false;
    const low = side !== "above" && floor !== null && value < floor;
    return low || (side !== "below" && ceiling !== null && value > ceiling);
  });
  return line.values.map((value, index) =>
    beyond[index - 1] || beyond[index] || beyond[index + 1] ? (value ?? null) : null,
  );
}
