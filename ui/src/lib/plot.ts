/** What a graph draws: lines brought onto one time axis, stacked where they are areas or bars. */

import type { Unit } from "./units";

export type Style = "line" | "area" | "bars";
export type Value = number | null | undefined;
export type Line = {
  label: string;
  /** Epoch seconds in order; lines of one answer share the array. */
  times: readonly number[];
  /** A missing value is undefined where the line goes on over it, null where it breaks. */
  values: readonly Value[];
  style: Style;
  color: string;
  unit?: Unit | string | null;
  dash?: number[];
  width?: number;
  /** Measured by the axis at the right. */
  right?: boolean;
  /** Its values are written beside its points. */
  labelled?: boolean;
  /** The tags that it stands for. */
  tags?: readonly string[];
  /** An edge of the band with this key, between which the graph is filled. */
  edge?: "lower" | "upper";
  band?: string;
  /** What is to come: told under the cursor although it is quiet. */
  ahead?: boolean;
  /** Drawn, but without a name of its own in legends and under the cursor. */
  quiet?: boolean;
};
/** Times in epoch seconds, what to draw for each line, and what each line is worth there. */
export type Aligned = { times: readonly number[]; drawn: Array<readonly Value[]>; worth: Array<readonly Value[]> };

/** One ascending time axis for every line; areas stand upon areas, bars upon bars, those below zero hang. */
export function align(lines: readonly Line[]): Aligned {
  const { times, worth } = together(lines);
  // The last one lies at the bottom: what is drawn first is the tallest, and the others cover it.
  const bases = new Map<string, number[]>();
  const base = (key: string): number[] => {
    const known = bases.get(key) ?? new Array(times.length).fill(0);
    bases.set(key, known);
    return known;
  };
  const drawn: Array<readonly Value[]> = new Array(lines.length);
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    const line = lines[index];
    const own = worth[index] ?? [];
    if (!line || line.style === "line") {
      drawn[index] = own;
      continue;
    }
    const key = `${line.style} ${line.right ?? false}`;
    const up = base(key);
    const down = line.style === "bars" ? base(`${key} below`) : up;
    drawn[index] = own.map((value, at) => {
      if (value === null || value === undefined) return value;
      const pile = value < 0 ? down : up;
      pile[at] = (pile[at] ?? 0) + value;
      return pile[at];
    });
  }
  return { times, drawn, worth };
}

function together(lines: readonly Line[]): { times: readonly number[]; worth: Array<readonly Value[]> } {
  const first = lines[0]?.times ?? [];
  if (lines.every((line) => line.times === first)) return { times: first, worth: lines.map((line) => line.values) };
  const axes = [...new Set(lines.map((line) => line.times))];
  const times = [...new Set(axes.flat())].sort((a, b) => a - b);
  const place = new Map(times.map((at, index) => [at, index]));
  const spread = new Map(axes.map((axis) => [axis, axis.map((at) => place.get(at) ?? 0)]));
  const worth = lines.map((line) => {
    const values: Value[] = new Array(times.length).fill(undefined);
    const places = spread.get(line.times) ?? [];
    for (let at = 0; at < places.length; at += 1) values[places[at] ?? 0] = line.values[at];
    return values;
  });
  return { times, worth };
}

export type Summary = { last: number | null; avg: number | null; min: number | null; max: number | null; sum: number };

/** The figures of a legend over the points that have a value. */
export function summary(values: readonly Value[]): Summary {
  let sum = 0;
  let count = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let last: number | null = null;
  for (const value of values) {
    if (value === null || value === undefined || !Number.isFinite(value)) continue;
    sum += value;
    count += 1;
    if (value < min) min = value;
    if (value > max) max = value;
    last = value;
  }
  if (!count) return { last: null, avg: null, min: null, max: null, sum: 0 };
  return { last, avg: sum / count, min, max, sum };
}

/** A line goes on over holes of its own rhythm; where values stayed away for longer, it breaks rather than claim what nobody measured. */
export function bridged(times: readonly number[], values: readonly Value[]): readonly Value[] {
  // Most lines have no holes, and there may be thousands of lines.
  if (!values.includes(null) && !values.includes(undefined)) return values;
  const present: number[] = [];
  for (let at = 0; at < values.length; at += 1) if (typeof values[at] === "number") present.push(at);
  const steps = present.slice(1).map((at, index) => (times[at] ?? 0) - (times[present[index] ?? 0] ?? 0));
  const usual = steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
  const longest = Math.max(usual * 3, 300);
  const found: Value[] = [...values];
  for (let index = 1; index < present.length; index += 1) {
    const [before = 0, at = 0] = [present[index - 1], present[index]];
    if (at === before + 1) continue;
    const gone = (times[at] ?? 0) - (times[before] ?? 0) > longest;
    for (let hole = before + 1; hole < at; hole += 1) found[hole] = gone ? null : undefined;
  }
  return found;
}

/** Values with the holes that `bridged` goes over filled straight, as stacked areas need them. */
export function filled(values: readonly Value[]): readonly Value[] {
  if (!values.includes(undefined)) return values;
  const found: Value[] = [...values];
  let before = -1;
  for (let at = 0; at < found.length; at += 1) {
    const value = found[at];
    if (value === undefined) continue;
    const start = found[before];
    if (before >= 0 && typeof value === "number" && typeof start === "number") {
      for (let hole = before + 1; hole < at; hole += 1) {
        found[hole] = start + ((value - start) * (hole - before)) / (at - before);
      }
    }
    before = at;
  }
  return found;
}
