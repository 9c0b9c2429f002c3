import { describe, expect, it } from "vitest";
import { type Documented, metricAt, offers } from "./complete";
import { searchOffers } from "./complete-search";

const entry = (name: string, signature: string, kind = "Rank"): Documented => ({
  name,
  signature,
  kind,
  doc: "",
  example: "",
});
const known = {
  metrics: ["system.cpu.user", "system.load.1", "web.hits"],
  tags: { host: ["a", "b"], env: ["prod"] },
  functions: [
    entry("abs", "abs(query)"),
    entry("top", "top(query, n)"),
    entry("as_rate", "as_rate()", "Modifiers"),
    entry("rollup", "rollup(method, seconds)", "Modifiers"),
  ],
  variables: ["host", "env"],
};
const texts = (text: string, more = {}) =>
  offers(text, text.length, { ...known, ...more }).items.map((one) => one.text);
const written = (text: string) => offers(text, text.length, known).items.map((one) => one.written ?? one.text);

describe("a metrics query", () => {
  it.each([
    ["avg:sys", ["system.cpu.user", "system.load.1"]],
    ["avg:web.hits{", ["$host", "$env", "host", "env"]],
    ["avg:web.hits{host:", ["a", "b", "$host.value", "$env.value"]],
    ["avg:web.hits{host:a,e", ["env", "$env"]],
    ["avg:web.hits{$h", ["$host"]],
    ["avg:web.hits{host:a A", ["AND"]],
    ["avg:web.hits{*} by {h", ["host"]],
    ["avg:web.hits{*} ", ["by"]],
    ["sum:web.hits{*}.as_r", ["as_rate"]],
    ["to", ["top"]],
    ["hits", ["web.hits"]],
  ])("offers after %s", (text, wanted) => expect(texts(text)).toEqual(wanted));

  it("writes what belongs to an item", () => {
    expect(written("avg:web")).toEqual(["web.hits{*|}"]);
    expect(written("to")).toEqual(["top(|)"]);
    expect(written("avg:a{*}.as_")).toEqual(["as_rate()"]);
    expect(written("avg:a{en")).toEqual(["env:", "$env"]);
  });

  it("offers the names of queries in a formula", () => {
    expect(texts("", { names: ["a", "b"] }).slice(0, 3)).toEqual(["a", "b", "abs"]);
  });

  it("knows the metric whose tags are wanted", () => {
    const text = "avg:a.b{x:y} / sum:c.d{z:1} by {";
    expect(metricAt(text, 8)).toBe("a.b");
    expect(metricAt(text, text.length)).toBe("c.d");
  });
});

describe("a search", () => {
  const facets = [
    {
      name: "service",
      values: [
        { value: "web", count: 3 },
        { value: "a b", count: 1 },
      ],
    },
    { name: "@http.status_code", values: [{ value: "500", count: 2 }] },
  ];
  const found = (text: string) => searchOffers(text, text.length, facets).items.map((one) => one.written ?? one.text);
  it.each([
    ["", ["service:", "@http.status_code:"]],
    ["stat", ["@http.status_code:"]],
    ["service:", ["web ", '"a b" ']],
    ["-service:w", ["web "]],
    ["@http.status_code:5", ["500 "]],
    ["service:(web OR ", ["web ", '"a b" ']],
    ["service:web A", ["AND", "@http.status_code:"]],
    ['"service:', []],
  ])("offers after %s", (text, wanted) => expect(found(text)).toEqual(wanted));
});
