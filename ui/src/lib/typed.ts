/** What people type into the time picker: spans, days, months, clock times, dates in many forms, Unix times. */

import { type Choice, spanSeconds } from "./time";
import { fieldsOf, MONTHS, secondsAt, startOf, type Unit } from "./zone";

/** A moment, and how long the thing that was named lasts, where it was a day or more. */
type Moment = { at: number; whole?: Unit; clock?: boolean };

const UNITS: Record<string, Unit> = { day: "day", week: "week", month: "month", year: "year" };
const CLOCK = /(?:^|[\s,T]|at\s)(\d{1,2})(?::(\d{2})(?::(\d{2}))?\s*(am|pm)?|\s*(am|pm))$/i;

/** "4h", "yesterday", "last week", "10:00 - 11:30", "jan 1 - jan 2", "1/1/24 8:00 am"; null where unclear. */
export function parseTyped(text: string, now: Date = new Date()): Choice | null {
  const given = text.trim();
  const present = now.getTime() / 1000;
  const calendar = /^(this|last|previous)\s+(day|week|month|year)$/i.exec(given);
  if (calendar?.[2]) return ofCalendar(calendar[1] ?? "", UNITS[calendar[2].toLowerCase()] ?? "day", present);
  const seconds = spanSeconds(given);
  if (seconds) return { kind: "live", seconds };
  const toDate = /^(day|week|month|year)[\s_]to[\s_]date$/i.exec(given);
  if (toDate?.[1]) return growing(UNITS[toDate[1].toLowerCase()] ?? "day", present);
  if (/^today$/i.test(given)) return growing("day", present);
  const parts = halves(given);
  const from = moment(parts[0] ?? "", present);
  if (!from) return null;
  if (parts.length === 1) {
    const end = from.whole ? startOf(from.whole, from.at, 1) : present;
    return end > from.at ? { kind: "fixed", from: from.at, to: end } : null;
  }
  let to = moment(parts[1] ?? "", present);
  if (to?.clock && !from.clock) to = onDay(to.at, from.at);
  if (!to) return null;
  const end = to.whole ? startOf(to.whole, to.at, 1) : to.at;
  return end > from.at ? { kind: "fixed", from: from.at, to: end } : null;
}

/** The text with its number at the caret, or its first, one larger or smaller; null where it has none. */
export function stepped(text: string, caret: number, by: number): { text: string; caret: number } | null {
  const numbers = [...text.matchAll(/\d+/g)];
  const chosen = numbers.find((one) => one.index <= caret && caret <= one.index + one[0].length) ?? numbers[0];
  if (!chosen) return null;
  const next = String(Math.max(0, Number(chosen[0]) + by)).padStart(
    chosen[0].startsWith("0") ? chosen[0].length : 0,
    "0",
  );
  const end = chosen.index + chosen[0].length;
  return { text: text.slice(0, chosen.index) + next + text.slice(end), caret: chosen.index + next.length };
}

function growing(since: Unit, present: number): Choice {
  return { kind: "live", seconds: Math.max(1, present - startOf(since, present)), since };
}

function ofCalendar(word: string, unit: Unit, present: number): Choice {
  if (word.toLowerCase() === "this") return growing(unit, present);
  return { kind: "fixed", from: startOf(unit, present, -1), to: startOf(unit, present) };
}

function halves(text: string): string[] {
  const apart = text.split(/\s+(?:-|–|—|to|until)\s+|\s*(?:–|—)\s*/i);
  if (apart.length > 1) return apart.length === 2 ? apart : ["", ""];
  const tight = /^([\d:]+\s*(?:am|pm)?)-([\d:]+\s*(?:am|pm)?)$/i.exec(text);
  return tight?.[1]?.includes(":") ? [tight[1], tight[2] ?? ""] : [text];
}

function moment(text: string, present: number): Moment | null {
  const given = text.trim().toLowerCase().replace(/\s+/g, " ");
  if (given === "now") return { at: present };
  const back = /^now ?([+-]) ?(.+)$/.exec(given);
  if (back?.[2]) {
    const seconds = spanSeconds(back[2]);
    return seconds ? { at: present + (back[1] === "-" ? -seconds : seconds) } : null;
  }
  if (/^\d{10}$/.test(given)) return { at: Number(given) };
  if (/^\d{13}$/.test(given)) return { at: Number(given) / 1000 };
  const iso = /^(\d{4})-(\d{2})-(\d{2})t(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(z|[+-]\d{2}:?\d{2})$/.exec(given);
  if (iso) {
    const parsed = Date.parse(given.toUpperCase());
    return Number.isNaN(parsed) ? null : { at: parsed / 1000 };
  }
  const clock = CLOCK.exec(given);
  const time = clock ? clockOf(clock) : null;
  if (clock && !time) return null;
  const day = dayOf((clock ? given.slice(0, clock.index) : given).replace(/[,\s]+$/, "").trim(), present);
  if (!day) return null;
  if (!time) return day.whole ? day : null;
  if (day.whole && day.whole !== "day") return null;
  const { year, month, day: date } = fieldsOf(day.at * 1000);
  return { at: secondsAt(year, month, date, ...time), ...(!day.whole && { clock: true }) };
}

/** The clock time of one moment on the day of another. */
function onDay(time: number, day: number): Moment {
  const { hour, minute, second } = fieldsOf(time * 1000);
  const { year, month, day: date } = fieldsOf(day * 1000);
  return { at: secondsAt(year, month, date, hour, minute, second) };
}

function clockOf(found: RegExpExecArray): [number, number, number] | null {
  const half = (found[4] ?? found[5])?.toLowerCase();
  const given = Number(found[1]);
  const [minute, second] = [Number(found[2] ?? 0), Number(found[3] ?? 0)];
  if (minute > 59 || second > 59 || given > (half ? 12 : 23) || (half && given === 0)) return null;
  return [half ? (given % 12) + (half === "pm" ? 12 : 0) : given, minute, second];
}

/** The day or month that a text names; today, as no whole day, where there is no text but a clock time. */
function dayOf(text: string, present: number): Moment | null {
  if (text === "") return { at: startOf("day", present) };
  if (text === "today") return { at: startOf("day", present), whole: "day" };
  if (text === "yesterday") return { at: startOf("day", present, -1), whole: "day" };
  if (text === "tomorrow") return { at: startOf("day", present, 1), whole: "day" };
  const iso = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$/.exec(text);
  if (iso) return dated(iso[1], Number(iso[2]) - 1, iso[3], present);
  const slashed = /^(\d{1,2})\/(\d{1,2})(?:\/(\d{2}|\d{4}))?$/.exec(text);
  if (slashed) return dated(slashed[3], Number(slashed[1]) - 1, slashed[2], present);
  const named = /^([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?$/.exec(text);
  if (named) return dated(named[3], monthOf(named[1]), named[2], present);
  const turned = /^(\d{1,2})(?:st|nd|rd|th)?\.? ([a-z]{3,9})\.?(?:,? (\d{4}))?$/.exec(text);
  if (turned) return dated(turned[3], monthOf(turned[2]), turned[1], present);
  const month = /^([a-z]{3,9})(?: (\d{4}))?$/.exec(text);
  if (!month || monthOf(month[1]) < 0) return null;
  const found = dated(month[2], monthOf(month[1]), "1", present);
  return found && { ...found, whole: "month" };
}

function monthOf(word: string | undefined): number {
  const full = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october"];
  const names = [...full, "november", "december"];
  return names.findIndex(
    (name, at) => name === word || MONTHS[at]?.toLowerCase() === word || word === name.slice(0, 4),
  );
}

/** A day without a year is the last of that date that has begun. */
function dated(year: string | undefined, month: number, day: string | undefined, present: number): Moment | null {
  const date = Number(day);
  if (month < 0 || month > 11 || date < 1 || date > 31) return null;
  const own = fieldsOf(present * 1000).year;
  const given = year === undefined ? own : Number(year) + (year.length === 2 ? 2000 : 0);
  const exists = fieldsOf(secondsAt(given, month, date) * 1000).month === month;
  if (!exists) return null;
  const at = secondsAt(given, month, date);
  return { at: year === undefined && at > present ? secondsAt(own - 1, month, date) : at, whole: "day" };
}
