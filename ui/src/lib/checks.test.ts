import { expect, it } from "vitest";
import { carries, grouped, wantedTags, worst } from "./checks";

const result = (host: string, status: number, ...tags: string[]) => ({ host, status, tags });

it("fills variables into tags and drops those that choose nothing", () => {
  const variables = [
    { name: "host", prefix: "host", values: ["a", "b"] },
    { name: "env", prefix: "env", values: [] },
    { name: "free", prefix: null, values: ["team:x"] },
  ];
  expect(
    wantedTags(["$host", "$env", "env:$env.value", "port:80", "$free", "*", "cluster:$host.value"], variables),
  ).toEqual([["host:a", "host:b"], ["port:80"], ["team:x"], ["cluster:a", "cluster:b"]]);
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
