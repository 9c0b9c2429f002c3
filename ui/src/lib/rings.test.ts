import { expect, it } from "vitest";
import { slices } from "./rings";

const rows = [
  { tags: ["dev", "web"], value: 1 },
  { tags: ["prod", "db"], value: 2 },
  { tags: ["prod", "web"], value: 5 },
];

it("lays each slice above the one that it is part of, the largest first", () => {
  const found = slices(rows, 2);
  expect(found.map(({ name, from, to, ring }) => [name, from, to, ring])).toEqual([
    ["prod", 0, 0.875, 0],
    ["prod, web", 0, 0.625, 1],
    ["prod, db", 0.625, 0.875, 1],
    ["dev", 0.875, 1, 0],
    ["dev, web", 0.875, 1, 1],
  ]);
  expect(found[1]?.color).toBe(found[0]?.color);
  expect(found[3]?.color).not.toBe(found[0]?.color);
});

it("has no slices of nothing", () => expect(slices([{ tags: ["a"], value: 0 }], 1)).toEqual([]));
