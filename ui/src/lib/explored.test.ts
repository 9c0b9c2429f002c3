import { describe, expect, it } from "vitest";
import { addressOf, askable, monitored, namedOf } from "./explored";
import { textsOf } from "./requests";

const NONE = { q: "", asked: "" };
const metric = (name: string, query: string) => ({ name, data_source: "metrics", query });

describe("what the metrics explorer asks", () => {
  it("is one query as text", () => {
    const named = { queries: [metric("a", "avg:x{*}")], formulas: [] };
    expect(namedOf({ ...NONE, q: "avg:x{*}" })).toEqual(named);
    expect(addressOf(named)).toEqual({ q: "avg:x{*}", asked: "" });
    expect(namedOf(NONE)).toEqual({ queries: [metric("a", "")], formulas: [] });
  });

  it("is several queries and formulas as JSON, and as texts apart by commas", () => {
    const named = { queries: [metric("a", "avg:x{*}"), metric("b", "sum:y{a:b,c:d}")], formulas: [] };
    expect(namedOf({ ...NONE, q: "avg:x{*}, sum:y{a:b,c:d}" })).toEqual(named);
    const ratio = { ...named, formulas: [{ formula: "a / b", alias: "share" }] };
    expect(namedOf(addressOf(ratio))).toEqual(ratio);
  });

  it("is nothing where the address holds none", () => {
    for (const asked of ["{", "null", "[]", '{"queries": 3}', '{"queries": [{"query": "x"}]}'])
      expect(namedOf({ ...NONE, asked })).toBeNull();
  });

  it("is asked without what is still empty", () => {
    const queries = [metric("a", "avg:x{*}"), metric("b", " ")];
    expect(askable({ queries, formulas: [{ formula: "a / b" }, { formula: "a * 2" }] })).toEqual({
      queries: [queries[0]],
      formulas: [{ formula: "a * 2" }],
    });
  });

  it("may have names that are no words", () => {
    const named = { queries: [metric("(", "avg:x{*}"), metric("b", "")], formulas: [{ formula: "( * 2" }] };
    expect(askable(named)).toEqual({ queries: [named.queries[0]], formulas: named.formulas });
    expect(textsOf({ ...named, names: [], aliased: [] })).toEqual(["( * 2"]);
    expect(monitored(named)).toBe("");
  });

  it("becomes one text for a monitor", () => {
    const queries = [metric("a", "avg:x{*} by {host}"), metric("b", "sum:y{*} + sum:z{*}")];
    expect(monitored({ queries, formulas: [] })).toBe("avg:x{*} by {host}");
    expect(monitored({ queries, formulas: [{ formula: "a / b * 100" }] })).toBe(
      "avg:x{*} by {host} / (sum:y{*} + sum:z{*}) * 100",
    );
    const logs = { name: "a", data_source: "logs", search: { query: "x" } };
    expect(monitored({ queries: [logs], formulas: [] })).toBe("");
  });
});
