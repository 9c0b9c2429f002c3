import { expect, it } from "vitest";
import { changeRequest, changes, thanWords } from "./change";

it("asks for past and present", () => {
  const asked = changeRequest({ q: "avg:a{*} by {host}", compare_to: "day_before" });
  expect(asked?.formulas?.map((one) => one.formula)).toEqual(["day_before(query1)", "query1"]);
  expect(asked?.queries?.[0]?.query).toBe("avg:a{*} by {host}");
  const given = {
    formulas: [{ formula: "week_before(query1)" }, { formula: "query1" }],
    queries: [{ name: "query1" }],
  };
  expect(changeRequest(given)).toBe(given);
  expect([thanWords(given), thanWords({ compare_to: "day_before" })]).toEqual(["a week before", "a day before"]);
});

it("reckons and orders changes", () => {
  const rows = [
    { tags: ["a"], values: [10, 15] },
    { tags: ["b"], values: [100, 50] },
    { tags: ["c"], values: [null, 5] },
    { tags: ["d"], values: [0, 5] },
  ];
  expect(changes(rows, { change_type: "relative" }).map((one) => [one.tags[0], one.change])).toEqual([
    ["a", 50],
    ["b", -50],
    ["c", null],
    ["d", null],
  ]);
  const absolute = changes(rows, { change_type: "absolute", order_dir: "asc" });
  expect(absolute.map((one) => one.change)).toEqual([-50, 5, 5, null]);
  expect(changes(rows, { order_by: "name", order_dir: "desc" })[0]?.tags).toEqual(["d"]);
});
