import { expect, it } from "vitest";
import { watched } from "./alert-query";

it("takes the query out of a metric monitor", () => {
  expect(watched("avg(last_5m):avg:system.load.1{*} by {host} > 1.5")).toEqual({
    requests: [{ q: "avg:system.load.1{*} by {host}" }],
    comparator: ">",
    threshold: 1.5,
  });
  expect(watched("pct_change(avg(last_5m),last_1h):avg:a{*} <= -20")?.requests).toEqual([{ q: "avg:a{*}" }]);
});

it("takes the search out of a log monitor", () => {
  const found = watched(
    'logs("service:web @a:\\"b c\\"").index("*").rollup("avg", "@duration").by("host,env").last("5m") > 3',
  );
  expect(found?.requests[0]?.queries?.[0]).toEqual({
    name: "query1",
    data_source: "logs",
    search: { query: 'service:web @a:"b c"' },
    compute: { aggregation: "avg", metric: "@duration" },
    group_by: [
      { facet: "host", limit: 10 },
      { facet: "env", limit: 10 },
    ],
  });
});

it("has nothing to draw of other monitors", () => {
  expect(watched('"postgres.can_connect".over("env:prod").by("host").last(3).count_by_status()')).toBeNull();
  expect(watched("12 && 34")).toBeNull();
});
