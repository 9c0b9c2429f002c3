import { expect, test } from "vitest";
import { stretches } from "./stretches";

const range = { from: 100, to: 200 };
const change = (at: number, previous: string, status: string) => ({ at, previous, status });

test("states follow one another, from the first moment of the range to its last", () => {
  const changes = [change(180, "Alert", "OK"), change(150, "Alert", "Alert"), change(120, "OK", "Alert")];
  expect(stretches(changes, "OK", range, 300)).toEqual([
    { status: "OK", from: 100, to: 120 },
    { status: "Alert", from: 120, to: 180 },
    { status: "OK", from: 180, to: 200 },
  ]);
});

test("what happened before the range and after it shows in the range", () => {
  const changes = [change(250, "Warn", "OK"), change(50, "OK", "Warn")];
  expect(stretches(changes, "OK", range, 300)).toEqual([{ status: "Warn", from: 100, to: 200 }]);
});

test("a group that never changed has one state, until now", () => {
  expect(stretches([], "No Data", range, 150)).toEqual([{ status: "No Data", from: 100, to: 150 }]);
});
