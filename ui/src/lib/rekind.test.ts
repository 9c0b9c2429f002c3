import { expect, it } from "vitest";
import { rekinded } from "./rekind";

const value = { type: "query_value", title: "", autoscale: true, requests: [{ q: "avg:a{*}", aggregator: "last" }] };
const lines = { type: "timeseries", title: "", requests: [{ q: "avg:a{*}", display_type: "line" }] };

it("keeps what is asked for, and takes the look of the other kind", () => {
  const given = {
    type: "timeseries",
    title: "Load",
    yaxis: { scale: "log" },
    requests: [
      { q: "avg:load{*}", display_type: "bars", style: { palette: "warm" } },
      { q: "max:load{*}", display_type: "bars" },
    ],
  };
  expect(rekinded(given, value)).toEqual({
    ...value,
    title: "Load",
    requests: [{ q: "avg:load{*}", aggregator: "last" }],
  });
  expect(rekinded(given, lines).requests).toEqual([
    { q: "avg:load{*}", display_type: "line" },
    { q: "max:load{*}", display_type: "line" },
  ]);
});

it("asks for formulas as the other kind has its answers", () => {
  const queries = [{ name: "a", data_source: "metrics", query: "avg:load{*}" }];
  const given = {
    type: "query_value",
    requests: [{ response_format: "scalar", queries, formulas: [{ formula: "a" }] }],
  };
  expect(rekinded(given, lines).requests).toEqual([
    { display_type: "line", response_format: "timeseries", queries, formulas: [{ formula: "a" }] },
  ]);
});

it("begins anew where one of the kinds draws no queries", () => {
  const note = { type: "note", content: "" };
  expect(rekinded({ ...lines, title: "Load" }, note)).toEqual(note);
  expect(rekinded({ ...note, content: "hello" }, lines)).toEqual(lines);
});
