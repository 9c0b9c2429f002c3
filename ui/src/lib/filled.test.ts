import { expect, it } from "vitest";
import { filledDefinition } from "./filled";

const env = [{ name: "env", prefix: "env", values: ["prod"] }];

it("fills queries, searches and titles of a definition, and nothing else", () => {
  const definition = {
    type: "timeseries",
    title: "CPU of $env",
    custom: "$env",
    events: [{ q: "source:ci $env", tags_execution: "and" }],
    requests: [
      { q: "avg:cpu{$env}" },
      {
        queries: [
          { data_source: "metrics", name: "a", query: "avg:cpu{$env}" },
          { data_source: "logs", name: "b", search: { query: "status:error $env" } },
        ],
      },
    ],
  };
  expect(filledDefinition(definition, env)).toEqual({
    type: "timeseries",
    title: "CPU of prod",
    custom: "$env",
    events: [{ q: "source:ci env:prod", tags_execution: "and" }],
    requests: [
      { q: "avg:cpu{env:prod}" },
      {
        queries: [
          { data_source: "metrics", name: "a", query: "avg:cpu{env:prod}" },
          { data_source: "logs", name: "b", search: { query: "status:error env:prod" } },
        ],
      },
    ],
  });
});
