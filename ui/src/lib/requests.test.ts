import { expect, it } from "vitest";
import { askedOf, foreignSources, formatsOf, parts, written } from "./requests";

const env = [{ name: "env", prefix: "env", values: ["prod"] }];

it("parts queries at outer commas", () =>
  expect(parts("avg:a{x:1,y:2}, top(sum:b{*} by {host}, 5, 'mean', 'desc')")).toEqual([
    "avg:a{x:1,y:2}",
    "top(sum:b{*} by {host}, 5, 'mean', 'desc')",
  ]));

it("asks for each query of an old request, called by its alias", () => {
  const asked = askedOf(
    {
      q: "avg:a{$env},avg:b{*}",
      aggregator: "last",
      metadata: [{ expression: "avg:b{*}", alias_name: "B in $env" }],
    },
    env,
  );
  expect(asked.queries).toEqual([
    { name: "query1", data_source: "metrics", query: "avg:a{env:prod}", aggregator: "last" },
    { name: "query2", data_source: "metrics", query: "avg:b{*}", aggregator: "last" },
  ]);
  expect(asked.formulas.map((one) => one.formula)).toEqual(["query1", "query2"]);
  expect(asked.names).toEqual(["avg:a{env:prod}", "B in prod"]);
});

it("asks for formulas over several sources", () => {
  const asked = askedOf(
    {
      queries: [
        { name: "a", query: "sum:hits{*}.as_count()", data_source: "metrics" },
        {
          name: "b",
          data_source: "logs",
          search: { query: "status:error $env" },
          compute: { aggregation: "count", metric: null },
        },
      ],
      formulas: [{ formula: "b / a * 100", alias: "errors" }, { formula: "b" }],
    },
    env,
  );
  expect(asked.queries[1]).toEqual({
    name: "b",
    data_source: "logs",
    search: { query: "status:error env:prod" },
    compute: { aggregation: "count" },
  });
  expect(asked.names).toEqual(["errors", "count status:error env:prod"]);
  expect(foreignSources([asked])).toEqual([]);
});

it("reads the forms that queries of logs had of old", () => {
  const log_query = {
    index: "*",
    search: { query: "service:web" },
    compute: { aggregation: "avg", facet: "@duration", interval: 300_000 },
    group_by: [{ facet: "host", limit: 5, sort: { aggregation: "avg", facet: "@duration", order: "desc" } }],
  };
  expect(askedOf({ log_query }, []).queries).toEqual([
    {
      name: "query1",
      data_source: "logs",
      search: { query: "service:web" },
      compute: { aggregation: "avg", metric: "@duration", interval: 300_000 },
      group_by: [{ facet: "host", limit: 5, sort: { aggregation: "avg", metric: "@duration", order: "desc" } }],
    },
  ]);
  expect(foreignSources([askedOf({ rum_query: log_query }, [])])).toEqual(["rum"]);
});

it("takes a formula's own formats before those of the request", () => {
  const format = { comparator: ">", value: 1, palette: "red" };
  const request = { formulas: [{ formula: "a", conditional_formats: [format] }, { formula: "b" }] };
  expect(formatsOf(request, 0)).toEqual([format]);
  expect(formatsOf(request, 1)).toEqual([]);
});

it("knows which queries are still to be written", () => {
  const holding = (query: object) => written({ requests: [{ queries: [{ query: "avg:a{*}" }, query] }, { q: "" }] });
  expect([{ query: "max:b{*}" }, { data_source: "logs" }].map(holding)).toEqual([true, true]);
  expect(holding({ data_source: "metrics", query: "" })).toBe(false);
  expect([{ requests: "odd" }, { requests: [{ queries: [null, 7, { query: 7 }] }] }].map(written)).toEqual([
    true,
    true,
  ]);
});
