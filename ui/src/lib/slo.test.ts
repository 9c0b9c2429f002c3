import { expect, test } from "vitest";
import { budgetText, burnDown, share, thinned, timeframeSeconds } from "./slo";

test("a share is never rounded up to a hundred", () => {
  expect(share(99.9999)).toBe("99.999%");
  expect(share(100)).toBe("100%");
  expect(share(95.238)).toBe("95.23%");
  expect(share(null)).toBe("–");
});

test("the budget burns down by what failed", () => {
  const sums = { times: [0, 60, 120], good: [100, 98, 100], total: [100, 100, 100] };
  // 300 events at 99 % allow 3 failures; 2 happened.
  expect(burnDown(sums, 99).map(([at, left]) => [at, Math.round(left)])).toEqual([
    [0, 100],
    [60, 33],
    [120, 33],
  ]);
  expect(burnDown({ times: [0], good: [0], total: [0] }, 99)).toEqual([]);
});

test("many buckets become few with the same sums", () => {
  expect(thinned({ times: [0, 1, 2, 3, 4], good: [1, 1, 1, 1, 1], total: [2, 2, 2, 2, 2] }, 2)).toEqual({
    times: [0, 3],
    good: [3, 2],
    total: [6, 4],
  });
});

test("budgets read as time or events", () => {
  expect(budgetText({ unit: "seconds", value: 5400 })).toBe("1.5 h");
  expect(budgetText({ unit: "events", value: 1200.4 })).toBe("1.2k events");
  expect(budgetText({ unit: "events", value: -1 })).toBe("-1 event");
  expect(timeframeSeconds("30d")).toBe(2592000);
  expect(timeframeSeconds("custom")).toBeUndefined();
});
