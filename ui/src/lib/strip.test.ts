import { expect, it } from "vitest";
import { extentOf, path, rounded, valueAt, xOf, yOf } from "./strip";

const size = { width: 200, height: 100 };

it("holds values and thresholds", () => {
  const e = extentOf(
    [
      [0, 10],
      [10, 20],
    ],
    [50],
    { from: 0, to: 10 },
    size,
  );
  expect(e.low).toBeCloseTo(6.8);
  expect(e.high).toBeCloseTo(53.2);
  expect(xOf(5, e)).toBe(100);
  expect(yOf(e.high, e)).toBe(0);
});

it("does not fall below zero for values that do not, and stands with none", () => {
  expect(extentOf([[0, 1]], [100], { from: 0, to: 1 }, size).low).toBe(0);
  expect(extentOf([], [], { from: 0, to: 1 }, size)).toMatchObject({ low: 0 });
});

it("gives thresholds that a person would choose", () => {
  const e = extentOf([[0, 0]], [1000], { from: 0, to: 1 }, size);
  expect(valueAt(yOf(803.7, e), e)).toBe(800);
  expect(rounded(0.123456, { ...e, low: 0, high: 1 })).toBe(0.12);
});

it("breaks lines at gaps", () => {
  const e = extentOf([], [0, 1], { from: 0, to: 10 }, size);
  expect(
    path(
      [
        [0, 0],
        [1, 0],
        [9, 0],
      ],
      e,
      2,
    ).match(/M/g),
  ).toHaveLength(2);
});
