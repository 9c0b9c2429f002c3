import { expect, it } from "vitest";
import { plainQuery, putTogether, takenApart } from "./metric-query";

it.each([
  "avg:system.cpu.user{*}",
  "sum:web.hits{env:prod,$host} by {host,env}.as_count()",
  "p99.9:req.time{service:web AND NOT env:dev}.rollup(60)",
  "max:a{*}.as_rate().rollup(sum, 300).fill(zero)",
  "sum:a{*} by {x}.rollup(sum, daily, 6am, Europe/Paris)",
])("takes %s apart and puts it together again", (text) => {
  const plain = takenApart(text);
  expect(plain && putTogether(plain)).toBe(text);
});

it.each(["abs(avg:a{*})", "avg:a{*} + avg:b{*}", "avg:a", "count(v: v>1):a{*}"])("leaves %s to the text", (text) =>
  expect(takenApart(text)).toBeNull(),
);

it("begins with nothing", () => expect(takenApart("  ")?.metric).toBe(""));

it("sums what is counted and averages the rest", () => {
  expect(plainQuery("web.hits", "count", "env:prod")).toBe("sum:web.hits{env:prod}.as_count()");
  expect(plainQuery("web.rps", "rate")).toBe("sum:web.rps{*}");
  expect(plainQuery("load")).toBe("avg:load{*}");
});
