import { expect, it } from "vitest";
import { axisOf } from "./axis";
import { stops } from "./ticks";

const linear = axisOf({});

it("goes by tens, by powers of two for bytes, by sixtieths for time", () => {
  expect(stops(linear, 0, 10, null, 5)).toEqual([0, 2, 4, 6, 8, 10]);
  expect(stops(linear, 0, 5000, { name: "byte" }, 4)).toEqual([0, 2048, 4096]);
  expect(stops(linear, 0, 4, { name: "kibibyte" }, 4)).toEqual([0, 1, 2, 3, 4]);
  expect(stops(linear, 0, 150, { name: "second" }, 5)).toEqual([0, 30, 60, 90, 120, 150]);
  expect(stops(linear, 0, 1500 * 86_400, { name: "second" }, 4)).toEqual(
    [0, 500, 1000, 1500].map((days) => days * 86_400),
  );
});

it("shows the powers of ten of a logarithmic scale", () =>
  expect(stops(axisOf({ scale: "log" }), 0.5, 2000, null, 5)).toEqual([1, 10, 100, 1000]));
