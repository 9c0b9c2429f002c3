import { expect, it } from "vitest";
import { stacked } from "./stacks";

const rows = [
  { tags: ["web", "prod"], values: [5] },
  { tags: ["db", "prod"], values: [4] },
  { tags: ["db", "dev"], values: [3] },
];

it("leaves rows as bars of their own", () =>
  expect(stacked(rows, ["hits"], false).map((bar) => [bar.tags.join(), bar.total])).toEqual([
    ["web,prod", 5],
    ["db,prod", 4],
    ["db,dev", 3],
  ]));

it("stacks by the first tag, the largest sum first", () => {
  const bars = stacked(rows, ["hits"], true);
  expect(bars.map((bar) => [bar.tags.join(), bar.total])).toEqual([
    ["db", 7],
    ["web", 5],
  ]);
  expect(bars[0]?.parts.map((part) => part.name)).toEqual(["prod", "dev"]);
});

it("stacks formulas by their names", () =>
  expect(stacked([{ tags: ["a"], values: [1, 2] }], ["read", "written"], true)[0]?.parts).toEqual([
    { name: "read", value: 1, column: 0 },
    { name: "written", value: 2, column: 1 },
  ]));
