import { expect, it } from "vitest";
import { eventQueries } from "./events";

const query = {
  name: "q1",
  data_source: "logs",
  search: { query: "status:error $env" },
  compute: { aggregation: "count" },
};
const env = [{ name: "env", prefix: "env", values: ["prod"] }];

it("reads a count of logs, filled and grouped", () =>
  expect(
    eventQueries(
      {
        queries: [{ ...query, group_by: [{ facet: "service", limit: 5 }] }],
        formulas: [{ formula: "q1", alias: "errors" }],
      },
      env,
    ),
  ).toEqual([
    {
      name: "q1",
      kind: "logs",
      search: "status:error env:prod",
      compute: { aggregation: "count" },
      groups: [{ facet: "service", limit: 5 }],
      alias: "errors",
    },
  ]));

it("leaves alone what computes with them, and other sources", () => {
  expect(eventQueries({ queries: [query], formulas: [{ formula: "q1 * 2" }] }, [])).toBeNull();
  expect(eventQueries({ queries: [{ ...query, data_source: "rum" }] }, [])).toBeNull();
});
