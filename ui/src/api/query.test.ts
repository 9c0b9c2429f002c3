import { afterEach, expect, it, vi } from "vitest";
import type { Asked } from "@/lib/requests";
import { type Grid, gridOptions, within } from "./query";

afterEach(() => vi.unstubAllGlobals());

const ASKED = {
  queries: [{ data_source: "metrics", name: "a", query: "a{*}" }],
  formulas: [],
  names: [],
} as unknown as Asked;
const DAY = { from: 1_000_000_123.4, to: 1_000_086_523.4 };

it("answers a long range's own points, though whole five minutes are asked for", async () => {
  const times = [999_999_900, 1_000_000_200, 1_000_086_300, 1_000_086_524, 1_000_086_600].map((one) => one * 1000);
  const series = [
    { group_tags: [], query_index: 0 },
    { group_tags: ["a:b"], query_index: 0 },
  ];
  const values = [
    [9, 1, 2, 9, 9],
    [9, null, null, 9, 9],
  ];
  vi.stubGlobal("fetch", async () => Response.json({ data: { attributes: { times, series, values } } }));
  const { queryFn } = gridOptions(ASKED, DAY, undefined);
  const grid = await queryFn({ signal: new AbortController().signal });
  expect(grid.times).toEqual([1_000_000_200, 1_000_086_300]);
  expect(grid.series.map((one) => one.values)).toEqual([[1, 2]]);
});

it("leaves the buckets to a query of records that names its own", () => {
  const asking = (compute: object) => {
    const asked = { ...ASKED, queries: [{ data_source: "logs", name: "a", compute }] } as Asked;
    return (gridOptions(asked, DAY, 300).queryKey[1] as { interval?: number }).interval;
  };
  expect(asking({ aggregation: "count" })).toBe(300_000);
  expect(asking({ aggregation: "count", interval: 3_600_000 })).toBeUndefined();
});

it("keeps answers of ranges apart that are asked for as the same five minutes", () => {
  const keys = [DAY, { ...DAY, from: DAY.from - 60 }, { ...DAY, to: DAY.to + 60 }].map(
    (range) => gridOptions(ASKED, range, undefined).queryKey,
  );
  expect(new Set(keys.map((one) => JSON.stringify(one))).size).toBe(3);
});

const gridAt = (times: number[]): Grid => ({
  times,
  series: [{ tags: [], formula: 0, unit: null, values: times }],
  notices: [],
  leftOut: 0,
});

it("keeps what a graph that looks ahead reaches to, and a bucket longer than the range", () => {
  const now = 1_000_086_500;
  const ahead = gridAt([now - 300, now, now + 40_000]);
  expect(within({ from: now - 86_400, to: now + 43_200 }, ahead)).toBe(ahead);
  expect(within({ from: now, to: now + 60 }, gridAt([now - 86_400])).times).toEqual([now - 86_400]);
  expect(within({ from: now, to: now + 60 }, gridAt([now - 86_400, now - 60, now + 60])).times).toEqual([now - 60]);
  expect(within({ from: now, to: now + 60 }, gridAt([])).times).toEqual([]);
});
