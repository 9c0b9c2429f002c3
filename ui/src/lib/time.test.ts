import { describe, expect, it } from "vitest";
import { choiceOf, paramsOf, parseTyped, spanName, spanSeconds } from "./time";

const NOW = new Date(2026, 10, 25, 12, 0, 0);
const at = (...parts: [number, number, number, number?, number?]) => new Date(...parts).getTime() / 1000;

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

describe("typed ranges", () => {
  it("reads clock times as today's", () =>
    expect(parseTyped("10:00 - 11:30", NOW)).toEqual({
      kind: "fixed",
      from: at(2026, 10, 25, 10),
      to: at(2026, 10, 25, 11, 30),
    }));
  it("reads days without a year as this year's", () => {
    const wanted = { kind: "fixed", from: at(2026, 0, 1), to: at(2026, 0, 2) };
    expect(parseTyped("jan 1 - jan 2", NOW)).toEqual(wanted);
    expect(parseTyped("1/1 - 1/2", NOW)).toEqual(wanted);
  });
  it("reads yesterday as a whole day", () =>
    expect(parseTyped("yesterday", NOW)).toEqual({ kind: "fixed", from: at(2026, 10, 24), to: at(2026, 10, 25) }));
  it("refuses what ends before it begins", () => expect(parseTyped("11:00 - 10:00", NOW)).toBeNull());
});

it("keeps a choice through the URL", () => {
  for (const choice of [{ kind: "live", seconds: 900 } as const, { kind: "fixed", from: 1000, to: 2000 } as const]) {
    expect(choiceOf(paramsOf(choice))).toEqual(choice);
  }
});
