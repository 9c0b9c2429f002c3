import { expect, it } from "vitest";
import { ownRange } from "./own-range";

const page = { from: 1_700_000_000, to: 1_700_003_600 };

it.each([
  [{}, page.from, ""],
  [null, page.from, ""],
  [{ hide_incomplete_cost_data: true }, page.from, ""],
  [{ live_span: "4h" }, page.to - 14_400, "4h"],
  [{ type: "live", unit: "minute", value: 15 }, page.to - 900, "15m"],
  [{ type: "live", unit: "parsec", value: 15 }, page.from, ""],
])("shows the span of %j up to the page's end", (time, from, name) => {
  expect(ownRange(time, page)).toEqual({ range: { from, to: page.to }, name });
});

it("reads fixed moments in seconds and in milliseconds", () => {
  const fixed = { from: 1_600_000_000, to: 1_600_000_060 };
  expect(ownRange({ type: "fixed", ...fixed }, page).range).toEqual(fixed);
  expect(ownRange({ type: "fixed", from: fixed.from * 1000, to: fixed.to * 1000 }, page).range).toEqual(fixed);
  expect(ownRange({ type: "fixed", from: 9, to: 3 }, page).range).toBe(page);
});

it("begins the week on Monday and the month on its first day", () => {
  const end = new Date(2026, 10, 25, 12).getTime() / 1000;
  const began = (live_span: string) => ownRange({ live_span }, { from: end - 60, to: end }).range.from;
  expect(began("week_to_date")).toBe(new Date(2026, 10, 23).getTime() / 1000);
  expect(began("month_to_date")).toBe(new Date(2026, 10, 1).getTime() / 1000);
});
