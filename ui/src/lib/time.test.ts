import { afterEach, describe, expect, it } from "vitest";
import { choiceOf, choiceText, dateText, paramsOf, rangeOf, spanName, spanSeconds, wholeRange } from "./time";
import { setZone, startOf } from "./zone";

afterEach(() => setZone("local"));

describe("spans", () => {
  it.each([
    ["5m", 300],
    ["3 hours", 10800],
    ["past 2 days", 172800],
    ["1mo", 2592000],
    ["week", 604800],
  ])("reads %s", (text, seconds) => expect(spanSeconds(text)).toBe(seconds));
  it.each(["", "m", "5 parsecs", "-5m"])("refuses %j", (text) => expect(spanSeconds(text)).toBeNull());
  it("names the largest whole unit", () => expect([300, 5400, 86400].map(spanName)).toEqual(["5m", "90m", "1d"]));
});

it("keeps a choice through the URL", () => {
  for (const choice of [
    { kind: "live", seconds: 900 } as const,
    { kind: "live", seconds: 604800, since: "week" } as const,
    { kind: "fixed", from: 1000, to: 2000 } as const,
  ]) {
    expect(choiceOf(paramsOf(choice))).toEqual(choice);
  }
});

it("lets a week to date grow from its Monday", () => {
  setZone("utc");
  const now = Date.UTC(2026, 10, 25, 12) / 1000;
  const range = rangeOf({ kind: "live", seconds: 0, since: "week" }, now);
  expect(range).toEqual({ from: Date.UTC(2026, 10, 23) / 1000, to: now });
  expect(choiceText({ kind: "live", seconds: 0, since: "week" })).toBe("Week to date");
  expect(startOf("month", now, -1)).toBe(Date.UTC(2026, 9, 1) / 1000);
});

it("tells times in the zone that is chosen", () => {
  const year = new Date().getFullYear();
  const at = new Date(year, 10, 5, 8, 3, 4);
  expect(dateText(at.getTime())).toBe("Nov 05 08:03:04");
  setZone("utc");
  expect(dateText(Date.UTC(year, 0, 31, 23, 59, 0))).toBe("Jan 31 23:59:00");
});

it("tells the year of days of another year", () => {
  setZone("utc");
  const at = (year: number, hour: number) => Date.UTC(year, 0, 2, hour) / 1000;
  const text = (from: number, to: number) => choiceText({ kind: "fixed", from, to });
  expect(text(at(2020, 8), at(2020, 9))).toBe("Jan 02 2020 08:00:00 – 09:00:00");
  expect(text(at(2020, 8), at(2021, 8))).toBe("Jan 02 2020 08:00:00 – Jan 02 2021 08:00:00");
});

it("asks of long ranges as whole five minutes, of short ones as they are", () => {
  const day = { from: 1_000_000_123, to: 1_000_086_523 };
  expect(wholeRange(day)).toEqual({ from: 999_999_900, to: 1_000_086_600 });
  const hours = { from: 1_000_000_123, to: 1_000_000_123 + 6 * 3600 };
  expect(wholeRange(hours)).toEqual(hours);
});
