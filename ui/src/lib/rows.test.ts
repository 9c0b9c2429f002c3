import { expect, it } from "vitest";
import { rowName, sorted } from "./rows";

const rows = [
  { tags: ["b", "x"], values: [1, 9] },
  { tags: ["a", "y"], values: [null, 5] },
  { tags: ["c", "x"], values: [3, 1] },
];
const names = (request: Parameters<typeof sorted>[2]) =>
  sorted(rows, ["@host", "zone"], request).map((row) => row.tags[0]);

it("puts the largest first and what has no value last", () => expect(names(undefined)).toEqual(["c", "b", "a"]));

it("sorts as asked, and takes as many", () => {
  expect(names({ sort: { count: 2, order_by: [{ type: "formula", index: 1, order: "asc" }] } })).toEqual(["c", "a"]);
  expect(names({ sort: { order_by: [{ type: "group", name: "host", order: "desc" }] } })).toEqual(["c", "b", "a"]);
  expect(names({ order: "asc", limit: 1 })).toEqual(["b"]);
});

it("names rows", () => expect([rowName({ tags: [], values: [] }), rowName(rows[0] as never)]).toEqual(["*", "b, x"]));
