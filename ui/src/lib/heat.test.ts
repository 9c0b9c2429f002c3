import { expect, it } from "vitest";
import { density, heatRequest, rowOf } from "./heat";

it("asks for a histogram of a distribution, however it was written", () => {
  const query = { query: "histogram:x{*}", data_source: "metrics", name: "q" };
  expect(heatRequest({ requests: [{ request_type: "histogram", query }] })?.queries).toEqual([query]);
  const plain = { query: "avg:x{a:b} by {c}", data_source: "metrics" };
  expect(heatRequest({ requests: [{ request_type: "histogram", query: plain }] })?.queries?.[0]?.query).toBe(
    "histogram:x{a:b} by {c}",
  );
  expect(heatRequest({ requests: [{ q: "avg:x{*}" }] })).toEqual({ q: "avg:x{*}" });
});

it("finds the row of a value", () => {
  const edges = [0, 1, 2, 4];
  expect([-1, 0, 1.5, 4, 5].map((value) => rowOf(edges, value))).toEqual([null, 0, 1, 2, null]);
});

it("lets few be seen beside many", () =>
  expect([density(0, 100), density(1, 100), density(100, 100)]).toEqual([0, 0.1, 1]));
