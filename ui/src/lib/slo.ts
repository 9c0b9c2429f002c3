/** Objectives as people read them: how much of the error budget is left, and how it went. */

import { duration, value } from "./format";

/** Seconds of a timeframe such as "30d"; undefined where it names no length. */
export function timeframeSeconds(name: string): number | undefined {
  const found = /^(\d+)d$/.exec(name);
  return found ? Number(found[1]) * 86400 : undefined;
}

/** The windows in which burning is looked for: the short one is a twelfth of the long one. */
export const BURN_WINDOWS: Record<string, string> = { "1h": "5m", "6h": "30m", "24h": "2h" };

const BURN_LIMITS: Record<string, Record<string, number>> = {
  "7d": { "1h": 16.8, "6h": 5.6, "24h": 2.8 },
  "30d": { "1h": 14.4, "6h": 6, "24h": 3 },
  "90d": { "1h": 21.6, "6h": 10.8, "24h": 4.5 },
};

/** The burn rate that is worth an alert, by the timeframe and the long window; undefined for other windows. */
export const burnLimit = (timeframe: string, long: string): number | undefined => BURN_LIMITS[timeframe]?.[long];

/** A share of good with as many digits as tell it from its target: "99.95%". */
export function share(percent: number | null | undefined): string {
  if (percent === null || percent === undefined) return "–";
  const places = percent > 99.9 && percent < 100 ? 3 : 2;
  // Never rounded up to a hundred: that would hide the failures.
  const cut = Math.floor(percent * 10 ** places + 1e-9) / 10 ** places;
  return `${cut}%`;
}

/** What may still fail: "1.2 h" of time, or "3.4k events". */
export function budgetText(left: { unit: string; value: number } | null): string {
  if (!left) return "–";
  if (left.unit === "seconds") return duration(left.value * 1e9);
  const events = Math.round(left.value);
  return `${value(events)} event${Math.abs(events) === 1 ? "" : "s"}`;
}

export type Sums = { times: readonly number[]; good: readonly number[]; total: readonly number[] };

/** The error budget that was left after each bucket, in percent of what the whole time allows. */
export function burnDown({ times, good, total }: Sums, target: number): Array<[number, number]> {
  const allowed = (total.reduce((sum, one) => sum + one, 0) * (100 - target)) / 100;
  if (!allowed) return [];
  let bad = 0;
  return times.map((at, index) => {
    bad += (total[index] ?? 0) - (good[index] ?? 0);
    return [at, 100 - (100 * bad) / allowed];
  });
}

/** Buckets merged so that there are no more than `most`. */
export function thinned({ times, good, total }: Sums, most: number): Sums {
  const by = Math.ceil(times.length / most) || 1;
  const sums = (values: readonly number[]) =>
    Array.from({ length: Math.ceil(values.length / by) }, (_, at) =>
      values.slice(at * by, (at + 1) * by).reduce((sum, one) => sum + one, 0),
    );
  return { times: times.filter((_, at) => at % by === 0), good: sums(good), total: sums(total) };
}
