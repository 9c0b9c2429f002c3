import { expect, it } from "vitest";
import { expressions, formatFor, parts, scalarAsked, substituted } from "./requests";

it("parts queries at outer commas", () =>
  expect(parts("avg:a{x:1,y:2}, top(sum:b{*} by {host}, 5, 'mean', 'desc')")).toEqual([
    "avg:a{x:1,y:2}",
    "top(sum:b{*} by {host}, 5, 'mean', 'desc')",
  ]));

it("puts queries in the place of their names", () => {
  const queries = new Map([
    ["a", "avg:x.a{b:a}"],
    ["b", "sum:y{*}"],
  ]);
  expect(substituted("a / (a + b) * 100", queries)).toBe("(avg:x.a{b:a}) / ((avg:x.a{b:a}) + (sum:y{*})) * 100");
  expect(substituted("a", queries)).toBe("avg:x.a{b:a}");
});

it("reads both forms of requests", () => {
  const asked = expressions([
    { q: "avg:a{*},avg:b{*}", display_type: "area", metadata: [{ expression: "avg:b{*}", alias_name: "B" }] },
    {
      queries: [{ name: "q", query: "avg:c{*} by {host}", data_source: "metrics" }],
      formulas: [{ formula: "q * 2", alias: "twice", limit: { count: 3, order: "desc" } }],
    },
  ]);
  expect(asked.map(({ expression, alias, style }) => [expression, alias, style])).toEqual([
    ["avg:a{*}", undefined, "area"],
    ["avg:b{*}", "B", "area"],
    ["top((avg:c{*} by {host}) * 2, 3, 'mean', 'desc')", "twice", "line"],
  ]);
});

it("asks for scalars of both forms", () => {
  expect(scalarAsked({ q: "avg:a{*}", aggregator: "last" })).toEqual({
    queries: [{ name: "query1", query: "avg:a{*}", aggregator: "last" }],
    formulas: [{ formula: "query1" }],
  });
});

it("takes the first conditional format that is met", () => {
  const formats = [
    { comparator: ">", value: 90, palette: "white_on_red" },
    { comparator: ">=", value: 50, palette: "white_on_yellow" },
  ];
  expect(formatFor(95, formats)?.palette).toBe("white_on_red");
  expect(formatFor(50, formats)?.palette).toBe("white_on_yellow");
  expect(formatFor(1, formats)).toBeNull();
});
