import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { chosen, fillMetric, fillSearch, fillText } from "./templates";

type Case = [query: string, given: Record<string, string[]>, wanted: string];
// The server fills them in as well, for public dashboards: both are held to the same cases.
const cases = JSON.parse(readFileSync("../tests/documents/templates.json", "utf8")) as {
  metrics: Case[];
  searches: Case[];
};
const pick = (given: Record<string, string[]>) =>
  [
    { name: "env", prefix: "env" },
    { name: "host", prefix: "host" },
    { name: "free", prefix: null },
  ].map((one) => ({ ...one, values: given[one.name] ?? [] }));

it.each(cases.metrics)("fills the query %s for %j", (query, given, wanted) =>
  expect(fillMetric(query, pick(given))).toBe(wanted),
);

it.each(cases.searches)("fills the search %s for %j", (query, given, wanted) =>
  expect(fillSearch(query, pick(given))).toBe(wanted),
);

it("fills texts", () =>
  expect(fillText("CPU of $host.value ($env)", pick({ host: ["web-1"] }))).toBe("CPU of web-1 (*)"));

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

it("reads links to Datadog's dashboards", () => {
  const declared = [{ name: "env", prefix: "env" }];
  expect(chosen(declared, { tpl_var_env: "dev" })[0]?.values).toEqual(["dev"]);
  expect(chosen(declared, { "tpl_var_env[0]": "a", "tpl_var_env[1]": "b" })[0]?.values).toEqual(["a", "b"]);
});
