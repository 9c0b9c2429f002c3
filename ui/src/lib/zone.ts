/** The time zone that moments are shown and read in: the browser's, or UTC. */

export type Zone = "local" | "utc";
export type Unit = "day" | "week" | "month" | "year";

const KEY = "vizsla.zone";
export const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

let current: Zone = globalThis.localStorage?.getItem(KEY) === "utc" ? "utc" : "local";

export const zone = (): Zone => current;

/** From now on moments are told in this zone; whoever shows some must draw them anew. */
export function setZone(next: Zone): void {
  current = next;
  globalThis.localStorage?.setItem(KEY, next);
}

export type Fields = {
  year: number;
  /** From 0. */
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  milli: number;
  /** 0 is Monday. */
  weekday: number;
};

/** What a calendar and a clock show at a moment (epoch ms). */
export function fieldsOf(ms: number): Fields {
  const at = new Date(ms);
  const shown =
    current === "utc"
      ? at
      : // Read as UTC, this date shows what the local clock shows.
        new Date(
          Date.UTC(
            at.getFullYear(),
            at.getMonth(),
            at.getDate(),
            at.getHours(),
            at.getMinutes(),
            at.getSeconds(),
            at.getMilliseconds(),
          ),
        );
  return {
    year: shown.getUTCFullYear(),
    month: shown.getUTCMonth(),
    day: shown.getUTCDate(),
    hour: shown.getUTCHours(),
    minute: shown.getUTCMinutes(),
    second: shown.getUTCSeconds(),
    milli: shown.getUTCMilliseconds(),
    weekday: (shown.getUTCDay() + 6) % 7,
  };
}

/** Epoch seconds of a date and time; days and months may lie outside of their month or year. */
export function secondsAt(year: number, month: number, day: number, hour = 0, minute = 0, second = 0): number {
  const ms =
    current === "utc"
      ? Date.UTC(year, month, day, hour, minute, second)
      : new Date(year, month, day, hour, minute, second).getTime();
  return ms / 1000;
}

/** When the day, week, month or year of a moment (epoch seconds) began, or one so many units later. */
export function startOf(unit: Unit, seconds: number, later = 0): number {
  const { year, month, day, weekday } = fieldsOf(seconds * 1000);
  if (unit === "year") return secondsAt(year + later, 0, 1);
  if (unit === "month") return secondsAt(year, month + later, 1);
  if (unit === "week") return secondsAt(year, month, day - weekday + 7 * later);
  return secondsAt(year, month, day + later);
}
