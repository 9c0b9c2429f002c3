import { expect, test } from "vitest";
import { changes } from "./changes";

test("members that differ are named by their paths", () => {
  const before = { name: "a", options: { thresholds: { critical: 1 }, x: [1, 2] }, gone: null };
  const after = { name: "a", options: { thresholds: { critical: 2 }, x: [1, 3] }, made: "b" };
  expect(changes(before, after)).toEqual([
    { path: "options.thresholds.critical", was: "1", is: "2" },
    { path: "options.x", was: "[1,2]", is: "[1,3]" },
    { path: "gone", was: "null", is: "nothing" },
    { path: "made", was: "nothing", is: "b" },
  ]);
});
