import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { carries, grouped, wantedTags, worst } from "./checks";

const result = (host: string, status: number, ...tags: string[]) => ({ host, status, tags });

// The server does so as well, for public dashboards: both are held to the same cases.
type Case = [tags: string[], given: Record<string, string[]>, wanted: string[][]];
const { tags: cases } = JSON.parse(readFileSync("../tests/documents/templates.json", "utf8")) as { tags: Case[] };

it.each(cases)("fills variables into the tags %j for %j", (tags, given, wanted) => {
  const declared = { env: "env", host: "host", free: null };
  const variables = Object.entries(declared).map(([name, prefix]) => ({ name, prefix, values: given[name] ?? [] }));
  expect(wantedTags(tags, variables)).toEqual(wanted);
});

it("matches one alternative of every tag, by pattern too", () => {
  const one = result("a", 0, "env:prod", "port:80");
  expect(carries(one, [["host:a", "host:b"], ["env:pr*"]])).toBe(true);
  expect(carries(one, [["port:81"]])).toBe(false);
});

it("groups by tags, the worst first", () => {
  const found = grouped(
    [result("a", 0, "db:x"), result("b", 2, "db:x"), result("c", 1, "db:y"), result("d", 0)],
    ["db"],
  );
  expect(found.map(({ name, state, members }) => [name, state, members.length])).toEqual([
    ["x", "Critical", 2],
    ["y", "Warning", 1],
    ["N/A", "OK", 1],
  ]);
  expect(worst([result("a", 3), result("a", 2)])).toBe("Critical");
});
