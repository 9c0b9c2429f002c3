/** Scales of the backtest's picture: times and values to places within it. */

export type Extent = { from: number; to: number; low: number; high: number; width: number; height: number };

/** The least extent that holds the values and the lines, with some air. */
export function extentOf(
  values: Iterable<readonly [number, number]>,
  lines: readonly number[],
  time: { from: number; to: number },
  size: { width: number; height: number },
): Extent {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const [, value] of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  for (const line of lines) {
    low = Math.min(low, line);
    high = Math.max(high, line);
  }
  if (!Number.isFinite(low)) [low, high] = [0, 1];
  const air = (high - low || Math.abs(high) || 1) * 0.08;
  return { ...time, ...size, low: low >= 0 && low - air < 0 ? 0 : low - air, high: high + air };
}

export const xOf = (at: number, e: Extent) => ((at - e.from) / (e.to - e.from)) * e.width;
export const yOf = (value: number, e: Extent) => e.height - ((value - e.low) / (e.high - e.low)) * e.height;
/** The value at a height, rounded to what a person would choose. */
export function valueAt(y: number, e: Extent): number {
  const value = e.low + ((e.height - y) / e.height) * (e.high - e.low);
  return rounded(value, e);
}

/** A value rounded to a hundredth of the extent, in steps of powers of ten. */
export function rounded(value: number, e: Extent): number {
  const step = 10 ** Math.floor(Math.log10((e.high - e.low) / 50 || 1));
  return Number((Math.round(value / step) * step).toPrecision(12));
}

/** A path through the points; it breaks where the next is more than `gap` seconds away. */
export function path(points: ReadonlyArray<readonly [number, number]>, e: Extent, gap: number): string {
  let before = Number.NEGATIVE_INFINITY;
  return points
    .map(([at, value]) => {
      const begins = at - before > gap;
      before = at;
      // A point that stands alone is a line of no length, which round caps make a dot.
      return `${begins ? "M" : "L"}${xOf(at, e).toFixed(1)} ${yOf(value, e).toFixed(1)}${begins ? "h0" : ""}`;
    })
    .join("");
}
