/** What a graph draws: lines brought onto one time axis, stacked where they are areas or bars. */

export type Style = "line" | "area" | "bars";
export type Line = {
  label: string;
  /** [epoch ms, value] in order of time. */
  points: ReadonlyArray<readonly [number, number | null]>;
  style: Style;
  color: string;
  unit?: string | null;
  dash?: number[];
  width?: number;
  /** An edge of the band with this key, between which the graph is filled. */
  edge?: "lower" | "upper";
  band?: string;
  /** Drawn, but without a name of its own in legends and under the cursor. */
  quiet?: boolean;
};
export type Value = number | null | undefined;
/** Times in epoch seconds, what to draw for each line, and what each line is worth there. */
export type Aligned = { times: number[]; drawn: Value[][]; worth: Value[][] };

/** One ascending time axis for every line; areas stand upon areas, bars upon bars. A missing time is undefined, a gap is null. */
export function align(lines: readonly Line[]): Aligned {
  const times = [...new Set(lines.flatMap((line) => line.points.map(([ms]) => ms)))].sort((a, b) => a - b);
  const place = new Map(times.map((ms, index) => [ms, index]));
  const worth = lines.map((line) => {
    const values: Value[] = new Array(times.length).fill(undefined);
    for (const [ms, value] of line.points) values[place.get(ms) ?? 0] = value;
    return values;
  });
  // The last one lies at the bottom: what is drawn first is the tallest, and the others cover it.
  const base: Record<Style, number[]> = { line: [], area: [], bars: [] };
  const drawn: Value[][] = new Array(lines.length);
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    const style = lines[index]?.style ?? "line";
    const own = worth[index] ?? [];
    const below = base[style];
    drawn[index] =
      style === "line"
        ? own
        : own.map((value, at) => {
            if (value === null || value === undefined) return value;
            below[at] = (below[at] ?? 0) + value;
            return below[at];
          });
  }
  return { times: times.map((ms) => ms / 1000), drawn, worth };
}

export type Summary = { last: number | null; avg: number | null; min: number | null; max: number | null; sum: number };

/** The figures of a legend over the points that have a value. */
export function summary(points: Line["points"]): Summary {
  let sum = 0;
  let count = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let last: number | null = null;
  for (const [, value] of points) {
    if (value === null || !Number.isFinite(value)) continue;
    sum += value;
    count += 1;
    min = Math.min(min, value);
    max = Math.max(max, value);
    last = value;
  }
  if (!count) return { last: null, avg: null, min: null, max: null, sum: 0 };
  return { last, avg: sum / count, min, max, sum };
}

/** One number of a series, by the name of an aggregator. */
export function reduced(points: Line["points"], aggregator = "avg"): number | null {
  const figures = summary(points);
  if (figures.last === null) return null;
  switch (aggregator) {
    case "last":
      return figures.last;
    case "max":
      return figures.max;
    case "min":
      return figures.min;
    case "sum":
      return figures.sum;
    default:
      return figures.avg;
  }
}

export type Mark = { from: number | null; to: number | null; color: string; label: string; dash: boolean };

const LEVELS: Record<string, string> = { error: "#d5432b", warning: "#e69f00", ok: "#18a779", info: "#3b8fd4" };

/** A widget's marker: `y = 15`, `y > 5`, `0 < y < 10`; null where it is none of these. */
export function markOf(value: string, displayType = "error dashed", label = ""): Mark | null {
  const [level = "error", kind = "dashed"] = displayType.split(" ");
  const shared = { color: LEVELS[level] ?? "#7f8c9b", label: label.trim(), dash: kind === "dashed" };
  const number = "(-?[\\d.]+(?:e[+-]?\\d+)?)";
  const line = new RegExp(`^\\s*y\\s*=\\s*${number}\\s*$`, "i").exec(value);
  if (line) return { ...shared, from: Number(line[1]), to: Number(line[1]) };
  const open = new RegExp(`^\\s*y\\s*([<>])=?\\s*${number}\\s*$`, "i").exec(value);
  if (open) {
    const at = Number(open[2]);
    return open[1] === ">" ? { ...shared, from: at, to: null } : { ...shared, from: null, to: at };
  }
  const band = new RegExp(`^\\s*${number}\\s*<=?\\s*y\\s*<=?\\s*${number}\\s*$`, "i").exec(value);
  return band ? { ...shared, from: Number(band[1]), to: Number(band[2]) } : null;
}

/** Puts a gap where no value came for long, so that a line does not claim what nobody measured. */
export function withGaps(points: Line["points"], intervalS: number): Line["points"] {
  const longest = Math.max(intervalS * 3, 300) * 1000;
  const found: Array<readonly [number, number | null]> = [];
  for (const point of points) {
    const before = found[found.length - 1];
    if (before && point[0] - before[0] > longest) found.push([before[0] + intervalS * 1000, null]);
    found.push(point);
  }
  return found;
}
