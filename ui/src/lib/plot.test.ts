import { expect, it } from "vitest";
import { axisOf, bounds, placed } from "./axis";
import { markOf } from "./marks";
import { align, bridged, filled, type Line, summary } from "./plot";

const line = (style: Line["style"], times: number[], values: Line["values"]): Line => ({
  label: "x",
  color: "#000",
  style,
  times,
  values,
});

it("stacks areas upon areas and leaves lines alone", () => {
  const times = [1, 2];
  const { drawn, worth } = align([
    line("area", times, [1, 2]),
    line("line", times, [9, 9]),
    line("area", times, [10, null]),
  ]);
  expect(drawn).toEqual([
    [11, 2],
    [9, 9],
    [10, null],
  ]);
  expect(worth[2]).toEqual([10, null]);
});

it("hangs bars below zero and keeps those of the other axis apart", () => {
  const times = [1];
  const { drawn } = align([
    line("bars", times, [3]),
    line("bars", times, [-1]),
    { ...line("bars", times, [5]), right: true },
    line("bars", times, [-2]),
  ]);
  expect(drawn).toEqual([[3], [-3], [5], [-2]]);
});

it("puts lines of unlike intervals on one axis", () =>
  expect(align([line("line", [1], [1]), line("line", [0.5, 1], [2, 3])])).toMatchObject({
    times: [0.5, 1],
    worth: [
      [undefined, 1],
      [2, 3],
    ],
  }));

it("tells the figures of what has a value", () =>
  expect(summary([1, null, 3, undefined])).toEqual({ last: 3, avg: 2, min: 1, max: 3, sum: 4 }));

it("goes on over short holes and breaks where values stayed away", () => {
  const times = [0, 60, 120, 180, 240, 1000, 1060];
  expect(bridged(times, [1, null, 1, 1, 1, null, 2])).toEqual([1, undefined, 1, 1, 1, null, 2]);
  // What comes once an hour is no outage.
  const hours = Array.from({ length: 13 }, (_, at) => at * 600);
  const hourly = hours.map((_, at) => (at % 6 ? null : at));
  expect(bridged(hours, hourly).filter((value) => value === null)).toEqual([]);
});

it("fills what is gone over", () => expect(filled([0, undefined, 4, null, 2])).toEqual([0, 2, 4, null, 2]));

it("reads markers", () => {
  expect(markOf("y = 15")).toMatchObject({ from: 15, to: 15, dash: true });
  expect(markOf("y > 5", "warning solid")).toMatchObject({ from: 5, to: null, dash: false });
  expect(markOf("0 < y < 10", "ok bold", " fine ")).toMatchObject({ from: 0, to: 10, bold: true, label: "fine" });
  expect(markOf("x")).toBeNull();
});

it("reads axes and keeps thresholds in sight", () => {
  const axis = axisOf({ min: "auto", max: "100", scale: "sqrt", label: "ms" });
  expect(axis).toMatchObject({ min: undefined, max: 100, scale: { kind: "pow", power: 0.5 }, zero: true, label: "ms" });
  expect(bounds(3, 8, axisOf({}), [])).toEqual([0, 8.48]);
  expect(bounds(3, 8, axisOf({ include_zero: false }), [])[0]).toBeGreaterThan(2);
  expect(bounds(3, 8, axisOf({}), [{ from: 20, to: null, color: "", label: "", dash: true }])[1]).toBeGreaterThan(20);
  expect(bounds(0, 100, axisOf({ scale: "log" }), [])[0]).toBeGreaterThan(0);
  expect(bounds(null, null, axisOf({}), [])).toEqual([0, 1.06]);
  expect(bounds(50, 50.00000000000001, axisOf({ include_zero: false }), [])).toEqual([47, expect.closeTo(53)]);
});

it("places values on their scale", () => {
  expect(placed(25, 0, 100, axisOf({ scale: "sqrt" }))).toBe(0.5);
  expect(placed(10, 1, 100, axisOf({ scale: "log" }))).toBe(0.5);
  expect(placed(25, 0, 100, axisOf({}))).toBe(0.25);
});
