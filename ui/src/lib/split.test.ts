import { expect, it } from "vitest";
import { chosenSplits, narrowed, rankingRequest } from "./split";

const config = {
  split_dimensions: [{ one_graph_per: "host" }],
  limit: 5,
  sort: { compute: { aggregation: "max", metric: "" } },
};

it("narrows every query of a definition", () => {
  const source = {
    type: "timeseries",
    requests: [
      { q: "avg:a{*} by {host}, sum:b{env:prod AND (x:1 OR x:2)}" },
      {
        queries: [
          { data_source: "metrics", query: "avg:c{env:prod}" },
          { data_source: "logs", search: { query: "status:error" } },
        ],
      },
    ],
  };
  expect(narrowed(source, ["host:web 1"]).requests).toEqual([
    { q: "avg:a{host:web 1} by {host}, sum:b{(env:prod AND (x:1 OR x:2)) AND host:web 1}" },
    {
      queries: [
        { data_source: "metrics", query: "avg:c{env:prod,host:web 1}" },
        { data_source: "logs", search: { query: 'status:error host:"web 1"' } },
      ],
    },
  ]);
});

it("ranks by the first query, or by the metric to sort by", () => {
  const source = { type: "timeseries", requests: [{ q: "avg:a{env:prod} by {device}" }] };
  expect(rankingRequest(source, config)?.queries?.[0]).toMatchObject({
    query: "avg:a{env:prod} by {host}",
    aggregator: "max",
  });
  const other = { ...config, sort: { compute: { aggregation: "sum", metric: "b.c" } } };
  expect(rankingRequest(source, other)?.queries?.[0]?.query).toBe("avg:b.c{env:prod} by {host}");
});

it("takes splits that were chosen", () =>
  expect(chosenSplits({ static_splits: [[{ tag_key: "env", tag_values: ["prod"] }], []] })).toEqual([["env:prod"]]));
