import { expect, it } from "vitest";
import { widgetLines } from "./lines";
import { askedOf, type Request } from "./requests";

const times = [0, 60, 120];
const answer = (request: Request, series: Array<[tags: string[], formula: number, values: Array<number | null>]>) => ({
  request,
  asked: askedOf(request, []),
  grid: { times, series: series.map(([tags, formula, values]) => ({ tags, formula, values, unit: { name: "byte" } })) },
});
const names = (lines: Array<{ label: string }>) => lines.map((line) => line.label);

it("calls lines by their tags, their alias, or what was asked", () => {
  const one = { q: "avg:a.b{*} by {host}" };
  expect(names(widgetLines([answer(one, [[["host:a"], 0, [1, 1, 1]]])]))).toEqual(["host:a"]);
  expect(names(widgetLines([answer({ q: "avg:a.b{*}" }, [[[], 0, [1, 1, 1]]])]))).toEqual(["avg:a.b{*}"]);
  const two = answer({ q: "avg:a.b{*} by {host}, avg:c.d{*}" }, [
    [["host:a"], 0, [1, 1, 1]],
    [[], 1, [1, 1, 1]],
  ]);
  expect(names(widgetLines([two]))).toEqual(["a.b host:a", "c.d"]);
  const same = answer({ q: "avg:a.b{x:1}, avg:a.b{x:2}" }, [
    [[], 0, [1, 1, 1]],
    [[], 1, [1, 1, 1]],
  ]);
  expect(names(widgetLines([same]))).toEqual(["avg:a.b{x:1}", "avg:a.b{x:2}"]);
});

it("gives each request its look and each formula its colour and unit", () => {
  const request: Request = {
    display_type: "line",
    on_right_yaxis: true,
    style: { palette: "warm", line_type: "dashed", line_width: "thick", order_by: "values", has_value_labels: true },
    queries: [{ name: "a", query: "avg:x{*} by {host}" }],
    formulas: [
      {
        formula: "a",
        alias: "X",
        limit: { count: 2, order: "desc" },
        style: { palette: "blue", palette_index: 2 },
        number_format: { unit: { type: "custom_unit_label", label: "cups" } },
      },
    ],
  };
  const lines = widgetLines([
    answer(request, [
      [["host:c"], 0, [5, null, 5]],
      [["host:b"], 0, [9, 9, 9]],
    ]),
  ]);
  expect(names(lines)).toEqual(["X host:b", "X host:c"]);
  expect(lines[0]).toMatchObject({
    color: "#3b8fd4",
    dash: [8, 5],
    width: 3,
    right: true,
    labelled: true,
    unit: { label: "cups" },
  });
  expect(lines[1]?.values).toEqual([5, undefined, 5]);
});

it("colours states by what they mean", () => {
  const request: Request = { q: "sum:x{*} by {code}", display_type: "bars", style: { palette: "semantic" } };
  const [ok, bad] = widgetLines([
    answer(request, [
      [["code:200"], 0, [1, null, 1]],
      [["code:500"], 0, [1, 1, 1]],
    ]),
  ]);
  expect(ok?.color).not.toBe(bad?.color);
  expect(bad?.color).toBe("#d5432b");
  expect(ok?.values).toEqual([1, null, 1]);
});
