/** A value beside what it was: `comparison` of a query_value. */

import type { Range } from "./time";

export type Comparison = {
  duration?: { type?: string; custom_timeframe?: { from?: number; to?: number } };
  directionality?: string;
  type?: string;
};

const DAY = 86400;

/** The earlier range that a comparison is with. */
export function earlier({ duration }: Comparison, range: Range): Range {
  const custom = duration?.custom_timeframe;
  if (duration?.type === "custom_timeframe" && custom?.from && custom.to) {
    // Milliseconds in exports, seconds in some older ones.
    const unit = custom.from > 1e11 ? 1000 : 1;
    return { from: custom.from / unit, to: custom.to / unit };
  }
  if (duration?.type === "previous_month") {
    const back = (seconds: number) => {
      const at = new Date(seconds * 1000);
      const day = at.getDate();
      at.setMonth(at.getMonth() - 1);
      // March 31 has no counterpart: the last day of February stands for it.
      if (at.getDate() !== day) at.setDate(0);
      return at.getTime() / 1000;
    };
    return { from: back(range.from), to: back(range.to) };
  }
  const shift =
    duration?.type === "previous_day" ? DAY : duration?.type === "previous_week" ? 7 * DAY : range.to - range.from;
  return { from: range.from - shift, to: range.to - shift };
}

const THAN: Record<string, string> = {
  previous_day: "vs a day before",
  previous_week: "vs a week before",
  previous_month: "vs a month before",
  custom_timeframe: "vs the other time",
};

/** The change in words, and whether it is a good one; null where one of both is missing. */
export function compared(
  now: number | null,
  before: number | null,
  { type, directionality, duration }: Comparison,
  write: (value: number) => string,
): { text: string; than: string; good: boolean | null } | null {
  if (now === null || before === null) return null;
  const change = now - before;
  const share = before === 0 ? null : (change / Math.abs(before)) * 100;
  const sign = change > 0 ? "+" : change < 0 ? "−" : "";
  const absolute = `${sign}${write(Math.abs(change))}`;
  const relative = share === null ? "" : `${sign}${Math.abs(share).toFixed(Math.abs(share) < 10 ? 1 : 0)}%`;
  const text = type === "absolute" || !relative ? absolute : type === "both" ? `${relative} (${absolute})` : relative;
  const better = directionality === "increase_better" ? 1 : directionality === "decrease_better" ? -1 : 0;
  return {
    text,
    than: THAN[duration?.type ?? ""] ?? "vs before",
    good: better && change ? change * better > 0 : null,
  };
}
