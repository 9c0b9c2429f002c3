import { expect, it } from "vitest";
import { duration, value } from "./format";

it.each([
  [1536, "byte", "1.5 KiB"],
  [0.25, "fraction", "25%"],
  [42.123, "percent", "42.12%"],
  [1234567, null, "1.23M"],
  [0.0042, "second", "4.2 ms"],
  [0, null, "0"],
  [null, "byte", "–"],
  [-2048, "byte", "-2 KiB"],
])("writes %s %s as %s", (given, unit, wanted) => expect(value(given, unit)).toBe(wanted));

it("chooses a duration's unit", () =>
  expect([999, 1500, 2.5e6, 9e10].map((ns) => duration(ns))).toEqual(["999 ns", "1.5 µs", "2.5 ms", "1.5 min"]));
