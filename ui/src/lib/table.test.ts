import { expect, it } from "vitest";
import type { Request } from "./requests";
import { columnsOf, joined, ofStats } from "./table";
import { textLook } from "./text_formats";

const answer = (request: Request, names: string[], rows: Array<[string, ...Array<number | null>]>) => ({
  request,
  groups: ["host"],
  names,
  units: names.map(() => null),
  rows: rows.map(([tag, ...values]) => ({ tags: [tag], values })),
});

it("joins the columns of several requests by their groups", () => {
  const answers = [
    answer(
      { alias: "CPU", cell_display_mode: ["bar"] },
      ["avg:cpu{*} by {host}"],
      [
        ["a", 1],
        ["b", 2],
      ],
    ),
    answer(
      {
        formulas: [
          {
            formula: "q",
            alias: "Memory",
            cell_display_mode: "trend",
            cell_display_mode_options: { trend_type: "area" },
          },
        ],
      },
      ["Memory"],
      [
        ["b", 20],
        ["c", 30],
      ],
    ),
  ];
  expect(joined(answers).map((row) => [row.tags[0], ...row.values])).toEqual([
    ["a", 1, null],
    ["b", 2, 20],
    ["c", null, 30],
  ]);
  expect(columnsOf(answers)).toMatchObject([
    { name: "CPU", mode: "bar", request: 0 },
    { name: "Memory", mode: "trend", trend: { kind: "area", shared: false }, request: 1 },
  ]);
});

it("asks spans for what an APM table shows", () => {
  const request = ofStats({
    service: "web",
    env: "prod",
    name: "django.request",
    row_type: "resource",
    columns: [{ name: "hits" }, { name: "error_rate", alias: "Bad" }, { name: "latency_p95" }],
  });
  expect(request.formulas?.map((one) => [one.formula, one.alias])).toEqual([
    ["hits", "Requests"],
    ["default_zero(errors) / hits * 100", "Bad"],
    ["latency_p95", "latency p95"],
  ]);
  expect(request.queries?.[0]?.search).toEqual({ query: "service:web env:prod operation_name:django.request" });
});

it("changes texts by the first rule that they meet", () => {
  const rules = [
    { match: { type: "is", value: "prod" }, palette: "white_on_red" },
    { match: { type: "contains", value: "arn:" }, replace: { type: "substring", substring: "arn:", with: "" } },
    { match: { type: "starts_with", value: "x" }, replace: { type: "all", with: "gone" } },
  ];
  expect(textLook("prod", rules)).toEqual({ text: "prod", look: { color: "#ffffff", background: "#c8392b" } });
  expect(textLook("arn:aws", rules).text).toBe("aws");
  expect(textLook("xyz", rules).text).toBe("gone");
  expect(textLook("else", undefined).text).toBe("else");
});
