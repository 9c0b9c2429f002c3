/** Time ranges: what the URL holds, and what the API wants. */

import { fieldsOf, MONTHS, startOf, type Unit } from "./zone";

/** `since`: begins where this unit of the calendar began, and grows. */
export type Live = { kind: "live"; seconds: number; since?: Unit };
export type Fixed = { kind: "fixed"; from: number; to: number };
/** A range as chosen: live means "the past so many seconds"; fixed is in epoch seconds. */
export type Choice = Live | Fixed;
/** A range as asked for, in epoch seconds. */
export type Range = { from: number; to: number };

export const PRESETS: ReadonlyArray<{ label: string; short: string; seconds: number }> = [
  { label: "Past 5 minutes", short: "5m", seconds: 300 },
  { label: "Past 15 minutes", short: "15m", seconds: 900 },
  { label: "Past 1 hour", short: "1h", seconds: 3600 },
  { label: "Past 4 hours", short: "4h", seconds: 14400 },
  { label: "Past 1 day", short: "1d", seconds: 86400 },
  { label: "Past 2 days", short: "2d", seconds: 172800 },
  { label: "Past 1 week", short: "1w", seconds: 604800 },
  { label: "Past 1 month", short: "1mo", seconds: 2592000 },
  { label: "Past 3 months", short: "3mo", seconds: 7776000 },
  { label: "Past 1 year", short: "1y", seconds: 31536000 },
];

/** Ranges that begin where a unit of the calendar began, by their names in the URL. */
export const TO_DATE: ReadonlyArray<{ label: string; short: string; since: Unit }> = [
  { label: "Today", short: "today", since: "day" },
  { label: "Week to date", short: "week_to_date", since: "week" },
  { label: "Month to date", short: "month_to_date", since: "month" },
  { label: "Year to date", short: "year_to_date", since: "year" },
];

const SINCE: Record<Unit, number> = { day: 86400, week: 604800, month: 2592000, year: 31536000 };
const UNIT: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86400, w: 604800, mo: 2592000, y: 31536000 };
const WORDS: Record<string, string> = {
  s: "s",
  sec: "s",
  second: "s",
  m: "m",
  min: "m",
  minute: "m",
  h: "h",
  hr: "h",
  hour: "h",
  d: "d",
  day: "d",
  w: "w",
  wk: "w",
  week: "w",
  mo: "mo",
  mon: "mo",
  month: "mo",
  y: "y",
  yr: "y",
  year: "y",
};

/** Seconds of "5m", "3 hours", "1mo"; null where it is no span. */
export function spanSeconds(text: string): number | null {
  const found = /^(?:past\s+|last\s+)?(\d+(?:\.\d+)?)?\s*([a-z]+)$/.exec(text.trim().toLowerCase());
  if (!found?.[2]) return null;
  const word = WORDS[found[2]] ?? WORDS[found[2].replace(/s$/, "")];
  if (!word || (!found[1] && found[2].length < 3)) return null;
  const seconds = Number(found[1] ?? 1) * (UNIT[word] ?? 0);
  return seconds > 0 ? seconds : null;
}

/** The shortest name of a span: 3600 → "1h". */
export function spanName(seconds: number): string {
  for (const unit of ["y", "mo", "w", "d", "h", "m"]) {
    const size = UNIT[unit] ?? 1;
    if (seconds >= size && seconds % size === 0) return `${seconds / size}${unit}`;
  }
  return `${Math.round(seconds)}s`;
}

/** What a URL says of the time; links to Datadog's pages have the second three. */
export type TimeParams = { span?: string; from?: string; to?: string; from_ts?: string; to_ts?: string; live?: string };

/** The choice that URL parameters hold: `span=1h`, or `from` and `to` in ms. */
export function choiceOf(params: TimeParams, fallback = 3600): Choice {
  const [given, until] = [params.from ?? params.from_ts, params.to ?? params.to_ts];
  const [from, to] = [Number(given), Number(until)];
  const timed = given && until && to > from;
  if (timed && !params.from && params.live === "true") return { kind: "live", seconds: Math.round((to - from) / 1000) };
  if (timed) return { kind: "fixed", from: from / 1000, to: to / 1000 };
  const begun = TO_DATE.find((one) => one.short === params.span);
  if (begun) return { kind: "live", seconds: SINCE[begun.since], since: begun.since };
  return { kind: "live", seconds: (params.span && spanSeconds(params.span)) || fallback };
}

/** URL parameters of a choice; the inverse of `choiceOf`. */
export function paramsOf(choice: Choice): { span?: string; from?: string; to?: string } {
  if (choice.kind === "live") {
    const begun = TO_DATE.find((one) => one.since === choice.since);
    return { span: begun?.short ?? spanName(choice.seconds), from: undefined, to: undefined };
  }
  return { span: undefined, from: String(Math.round(choice.from * 1000)), to: String(Math.round(choice.to * 1000)) };
}

/** The range to ask for at a moment (epoch seconds). */
export function rangeOf(choice: Choice, now: number): Range {
  if (choice.kind === "fixed") return { from: choice.from, to: choice.to };
  // Just after midnight, today is but a minute.
  if (choice.since) return { from: Math.min(startOf(choice.since, now), now - 60), to: now };
  return { from: now - choice.seconds, to: now };
}

const TWO = (value: number) => String(value).padStart(2, "0");

/** "14:05:09" of epoch ms. */
export function clockText(ms: number, millis = false): string {
  const { hour, minute, second, milli } = fieldsOf(ms);
  const text = `${TWO(hour)}:${TWO(minute)}:${TWO(second)}`;
  return millis ? `${text}.${String(milli).padStart(3, "0")}` : text;
}

/** "Nov 25 14:05:09" of epoch ms. */
export function dateText(ms: number, millis = false): string {
  return `${dayText(ms)} ${clockText(ms, millis)}`;
}

/** "Nov 25" of epoch ms, "Nov 25 2024" where that is not this year. */
export function dayText(ms: number): string {
  const { year, month, day } = fieldsOf(ms);
  const own = fieldsOf(Date.now()).year;
  return `${MONTHS[month]} ${TWO(day)}${year === own ? "" : ` ${year}`}`;
}

/** What a field of the type datetime-local shows of a moment; empty for none. */
export function fieldText(at: Date): string {
  if (Number.isNaN(at.getTime())) return "";
  const day = `${String(at.getFullYear()).padStart(4, "0")}-${TWO(at.getMonth() + 1)}-${TWO(at.getDate())}`;
  return `${day}T${TWO(at.getHours())}:${TWO(at.getMinutes())}`;
}

/** The moment that such a field tells, as ISO text; null while it tells none, as where a part of it is emptied. */
export function fieldMoment(text: string): string | null {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

/** "3 min ago" of epoch seconds. */
export function agoText(seconds: number, now: number = Date.now() / 1000): string {
  const age = Math.max(0, now - seconds);
  if (age < 60) return `${Math.round(age)} s ago`;
  if (age < 3600) return `${Math.round(age / 60)} min ago`;
  if (age < 172800) return `${Math.round(age / 3600)} h ago`;
  return `${Math.round(age / 86400)} d ago`;
}

/** A choice in words, for the picker's button. */
export function choiceText(choice: Choice): string {
  if (choice.kind === "live") {
    const begun = TO_DATE.find((one) => one.since === choice.since);
    if (begun) return begun.label;
    const preset = PRESETS.find((one) => one.seconds === choice.seconds);
    return preset?.label ?? `Past ${spanName(choice.seconds)}`;
  }
  const [from, to] = [choice.from * 1000, choice.to * 1000];
  return `${dateText(from)} – ${dayText(from) === dayText(to) ? clockText(to) : dateText(to)}`;
}

const STEPS = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400, 43200, 86400, 604800];

const ROLLED_S = 300;
const LONG_S = 6 * 3600;

/** A long range as whole five minutes, as which the server has it rolled up: single points at its ends cost as much as
 * all between. */
export function wholeRange(range: Range): Range {
  if (range.to - range.from <= LONG_S) return range;
  return { from: Math.floor(range.from / ROLLED_S) * ROLLED_S, to: Math.ceil(range.to / ROLLED_S) * ROLLED_S };
}

/** The round number of seconds that gives at most so many points over a range. */
export function stepFor(range: Range, points: number): number {
  return STEPS.find((step) => (range.to - range.from) / step <= points) ?? 604800;
}
