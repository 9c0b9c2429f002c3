import { afterEach, expect, it } from "vitest";
import { parseTyped, stepped } from "./typed";
import { setZone } from "./zone";

const NOW = new Date(2026, 10, 25, 12, 0, 0);
const at = (year: number, month: number, day: number, hour = 0, minute = 0, second = 0) =>
  new Date(year, month, day, hour, minute, second).getTime() / 1000;
const fixed = (from: number, to: number) => ({ kind: "fixed", from, to });
const now = NOW.getTime() / 1000;

afterEach(() => setZone("local"));

it.each([
  ["3m", 180],
  ["5 min", 300],
  ["3 hours", 10800],
  ["2 days", 172800],
  ["1 mo", 2592000],
  ["past 4 hours", 14400],
])("reads %s as a span", (text, seconds) => expect(parseTyped(text, NOW)).toEqual({ kind: "live", seconds }));

it.each([
  ["yesterday", at(2026, 10, 24), at(2026, 10, 25)],
  ["last week", at(2026, 10, 16), at(2026, 10, 23)],
  ["last month", at(2026, 9, 1), at(2026, 10, 1)],
  ["previous year", at(2025, 0, 1), at(2026, 0, 1)],
  ["jan 1", at(2026, 0, 1), at(2026, 0, 2)],
  ["January 2025", at(2025, 0, 1), at(2025, 1, 1)],
  ["jan 1 - jan 2", at(2026, 0, 1), at(2026, 0, 3)],
  ["1/1 - 1/2", at(2026, 0, 1), at(2026, 0, 3)],
  ["dec 24 - dec 25", at(2025, 11, 24), at(2025, 11, 26)],
  ["1/1/24 8:00 am - 1/1/24 5 pm", at(2024, 0, 1, 8), at(2024, 0, 1, 17)],
  ["1/1/24 8:00 am", at(2024, 0, 1, 8), now],
  ["3 Nov 2026 - 2026-11-05", at(2026, 10, 3), at(2026, 10, 6)],
  ["10:00 - 11:30", at(2026, 10, 25, 10), at(2026, 10, 25, 11, 30)],
  ["10:00-11:30", at(2026, 10, 25, 10), at(2026, 10, 25, 11, 30)],
  ["8 am to now", at(2026, 10, 25, 8), now],
  ["nov 3 8:00 – 9:00:30", at(2026, 10, 3, 8), at(2026, 10, 3, 9, 0, 30)],
  ["now-2h - now-1h", now - 7200, now - 3600],
  ["1700000000 - 1700003600", 1700000000, 1700003600],
  ["1700000000000 - 1700003600000", 1700000000, 1700003600],
  ["2026-01-02T03:04:05Z - 2026-01-02T05:04:05+01:00", 1767323045, 1767326645],
])("reads %s", (text, from, to) => expect(parseTyped(text, NOW)).toEqual(fixed(from, to)));

it.each(["today", "this month", "week to date", "year to date"])("lets %s grow", (text) => {
  const found = parseTyped(text, NOW);
  expect(found?.kind === "live" && found.since).toBeTruthy();
});

it.each(["", "soon", "11:00 - 10:00", "25:00 - 26:00", "13 pm", "feb 30", "jan 1 - jan 2 - jan 3", "1/2/3/4", "13/1"])(
  "refuses %j",
  (text) => expect(parseTyped(text, NOW)).toBeNull(),
);

it("reads days of the zone that is chosen", () => {
  setZone("utc");
  expect(parseTyped("jan 1", NOW)).toEqual(fixed(Date.UTC(2026, 0, 1) / 1000, Date.UTC(2026, 0, 2) / 1000));
});

it("steps the number at the caret", () => {
  expect(stepped("3 hours", 7, 1)).toEqual({ text: "4 hours", caret: 1 });
  expect(stepped("10:09 - 11:30", 5, 1)).toEqual({ text: "10:10 - 11:30", caret: 5 });
  expect(stepped("10:30 - 11:30", 9, -1)).toEqual({ text: "10:30 - 10:30", caret: 10 });
  expect(stepped("today", 0, 1)).toBeNull();
});
