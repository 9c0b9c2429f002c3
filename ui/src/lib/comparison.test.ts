import { expect, it } from "vitest";
import { compared, earlier } from "./comparison";

const range = { from: 1_000_000, to: 1_003_600 };

it("finds the earlier range", () => {
  expect(earlier({ duration: { type: "previous_timeframe" } }, range)).toEqual({ from: 996_400, to: 1_000_000 });
  expect(earlier({ duration: { type: "previous_day" } }, range).from).toBe(1_000_000 - 86400);
  expect(
    earlier({ duration: { type: "custom_timeframe", custom_timeframe: { from: 1.7e12, to: 1.7e12 + 1000 } } }, range),
  ).toEqual({ from: 1.7e9, to: 1.7e9 + 1 });
  const month = new Date(2026, 2, 31).getTime() / 1000;
  const before = earlier({ duration: { type: "previous_month" } }, { from: month, to: month + 60 });
  expect(new Date(before.from * 1000).getMonth()).toBe(1);
});

it("tells the change and whether it is good", () => {
  const write = (value: number) => `${value} ms`;
  expect(compared(120, 100, { type: "both", directionality: "decrease_better" }, write)).toMatchObject({
    text: "+20% (+20 ms)",
    than: "vs before",
    good: false,
  });
  expect(compared(95, 100, { type: "relative", directionality: "decrease_better" }, write)).toMatchObject({
    text: "−5.0%",
    good: true,
  });
  expect(compared(5, 0, { type: "relative" }, write)).toMatchObject({ text: "+5 ms", good: null });
  expect(compared(null, 1, {}, write)).toBeNull();
});
