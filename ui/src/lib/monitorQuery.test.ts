import { describe, expect, it } from "vitest";
import { KINDS } from "./monitorKinds";
import { formulaType, takeApart, together } from "./monitorQuery";

describe("queries of monitors", () => {
  it.each(KINDS.filter((one) => one.kind !== "composite").map((one) => [one.kind, one] as const))(
    "%s is taken apart and put together again",
    (kind, { type, start }) => {
      const query = together(kind, start);
      const again = takeApart(type, query);
      expect(again.kind).toBe(kind);
      expect(together(kind, again.parts)).toBe(query);
      for (const [name, text] of Object.entries(start)) expect(again.parts[name] ?? "").toBe(text);
    },
  );

  it.each([
    ["query alert", "sum(current_1h):sum:a{*} by {x}.as_count() / sum:b{*}.as_count() >= 0.05", "metric"],
    [
      "query alert",
      "avg(last_4h):anomalies(avg:a{x:y, z:w} by {host}, 'agile', 2, direction='both', alert_window='last_15m', interval=60, count_default_zero='true', seasonality='daily', timezone='utc') >= 1",
      "anomaly",
    ],
    ["query alert", "avg(last_30m):outliers(avg:a{*} by {h}, 'MAD', 3, 20) > 0", "outlier"],
    ["service check", '"a.b".over("env:prod","x").by("host","port").last(4).count_by_status()', "check"],
    ["log alert", 'logs("say \\"no\\"").index("*").rollup("cardinality", "@usr.id").by("@a,b").last("1h") > 5', "log"],
    ["log alert", 'logs("a").index("main,audit").rollup("count").last("1h") > 5', "log"],
    ["log alert", 'logs("a").rollup("count").last("1h") > 5', "log"],
    ["trace-analytics alert", 'trace-analytics("a").index("trace-search").rollup("count").last("5m") > 5', "trace"],
    ["log alert", 'formula("a / b").last("1h") > 5', "formula"],
    ["query alert", 'formula("a / default(b, \\"1\\")").last("5m") >= 0.5', "formula"],
    ["slo alert", 'error_budget("0a1b").over("7d") > 75', "slo"],
    ["slo alert", 'burn_rate("0a1b").over("90d").long_window("6h").short_window("30m") >= 10.8', "slo"],
    ["slo alert", 'burn_rate("0a1b").over("7d") > 2', "text"],
    ["rum alert", 'rum("a").rollup("count").last("1h") > 5', "text"],
  ])("%s: %s is %s and comes back as it was", (type, query, kind) => {
    const found = takeApart(type, query);
    expect(found.kind).toBe(kind);
    expect(together(found.kind, found.parts)).toBe(query);
  });
});

it("tells the type of a formula's monitor by what its queries ask", () => {
  expect(formulaType(["logs", "logs"])).toBe("log alert");
  expect(formulaType(["spans"])).toBe("trace-analytics alert");
  expect(formulaType(["logs", "metrics"])).toBe("query alert");
});
