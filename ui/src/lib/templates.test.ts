import { describe, expect, it } from "vitest";
import { chosen, fillMetric, fillSearch, fillText } from "./templates";

const pick = (env: string[], host: string[] = []) => [
  { name: "env", prefix: "env", values: env },
  { name: "host", prefix: "host", values: host },
];

describe("metrics queries", () => {
  it.each([
    ["avg:cpu{$env}", ["prod"], "avg:cpu{env:prod}"],
    ["avg:cpu{$env}", [], "avg:cpu{*}"],
    ["avg:cpu{$env,role:web}", [], "avg:cpu{role:web}"],
    ["avg:cpu{role:web,$env,$host}", [], "avg:cpu{role:web}"],
    ["avg:cpu{$env,$host} by {host}", ["prod"], "avg:cpu{env:prod} by {host}"],
    ["avg:cpu{$env}", ["a", "b"], "avg:cpu{(env:a OR env:b)}"],
    ["avg:cpu{stage:$env.value}", ["prod"], "avg:cpu{stage:prod}"],
    ["avg:cpu{stage:$env.value AND $host}", [], "avg:cpu{stage:*}"],
    ["sum:a{$env}/sum:b{!$env}", ["x"], "sum:a{env:x}/sum:b{!env:x}"],
    ["avg:cpu{*}", ["x"], "avg:cpu{*}"],
    ["avg:cpu{$host,$env,$host,a:b}", [], "avg:cpu{a:b}"],
    ["avg:cpu{$env,$host,!role:leaf} by {a,b}", [], "avg:cpu{!role:leaf} by {a,b}"],
    ["avg:cpu{$env,$host}", [], "avg:cpu{*}"],
    ["avg:cpu{$env AND ($host) AND a:b}", [], "avg:cpu{a:b}"],
    ["avg:cpu{a:b $env}", [], "avg:cpu{a:b}"],
    ["avg:cpu{$env OR a:b}", [], "avg:cpu{* OR a:b}"],
    ["avg:cpu{*,$env}", [], "avg:cpu{*}"],
  ])("fills %s for %j", (query, env, wanted) => expect(fillMetric(query, pick(env))).toBe(wanted));
});

it("fills searches and drops what stands for all", () => {
  expect(fillSearch("status:error $env $host", pick(["prod"], ["a b"]))).toBe('status:error env:prod host:"a b"');
  expect(fillSearch("status:error $env", pick([]))).toBe("status:error");
  expect(fillSearch("$env", pick(["a", "b"]))).toBe("env:(a OR b)");
});

it("fills texts", () => expect(fillText("CPU of $host.value ($env)", pick([], ["web-1"]))).toBe("CPU of web-1 (*)"));

it("lets the URL win over defaults", () => {
  const declared = [
    { name: "env", prefix: "env", default: "prod" },
    { name: "host", defaults: ["*"] },
  ];
  expect(chosen(declared, { tpl_env: "dev,test" })).toEqual([
    { name: "env", prefix: "env", values: ["dev", "test"] },
    { name: "host", prefix: null, values: [] },
  ]);
});
