import { expect, it } from "vitest";
import { dimensions, dots, ends, scatterRequest } from "./scatter";

it("reads both forms", () => {
  const old = scatterRequest({
    requests: { x: { q: "avg:a{*} by {host}", aggregator: "max" }, y: { q: "avg:b{*} by {host}" } },
  });
  expect(old.queries?.map((one) => [one.name, one.aggregator])).toEqual([
    ["x", "max"],
    ["y", "avg"],
  ]);
  const table = {
    queries: [],
    formulas: [
      { formula: "b", dimension: "y" },
      { formula: "a", dimension: "x" },
    ],
  };
  expect(scatterRequest({ requests: { table } })).toBe(table);
  expect(dimensions(table)).toEqual({ y: 0, x: 1 });
  expect(dimensions({ formulas: [{ formula: "a" }, { formula: "b" }, { formula: "c", dimension: "radius" }] })).toEqual(
    {
      x: 0,
      y: 1,
      radius: 2,
    },
  );
});

it("leaves out what has no place", () =>
  expect(
    dots(
      [
        { tags: ["a"], values: [1, 2, 3] },
        { tags: ["b"], values: [1, null, 3] },
      ],
      { x: 0, y: 1, radius: 2 },
    ),
  ).toEqual([{ tags: ["a"], x: 1, y: 2, radius: 3, color: null }]));

it("gives axes room", () => {
  expect(ends([5, 10], true, false)).toEqual([0, 10.5]);
  expect(ends([5, 10], false, false)[0]).toBeCloseTo(4.75);
  expect(ends([0, 10], false, true)[0]).toBeCloseTo(10 / 1.3);
});
