import { expect, it } from "vitest";
import { duration, split, value } from "./format";
import { commonUnit, formatUnit } from "./units";

it.each([
  [1536, "byte", "1.5 KiB"],
  [5e6, "byte_in_decimal_bytes_family", "5 MB"],
  [3, "mebibyte", "3 MiB"],
  [2048, "byte/second", "2 KiB/s"],
  [125, "byte_in_bits_family/second", "1 kb/s"],
  [0.25, "fraction", "25%"],
  [42.123, "percent", "42.12%"],
  [1234567, null, "1.23M"],
  [0.0042, "second", "4.2 ms"],
  [90, "second", "1.5 min"],
  [0, "second", "0 s"],
  [0, null, "0"],
  [1500, "request/second", "1.5k req/s"],
  [1, "query", "1 query"],
  [2, "query", "2 queries"],
  [-1200, "dollar", "-$1.2k"],
  [250_000_000, "nanocore", "250 mcores"],
  [null, "byte", "–"],
  [-2048, "byte", "-2 KiB"],
])("writes %s %s as %s", (given, unit, wanted) => expect(value(given, unit)).toBe(wanted));

it("keeps to a unit, to decimals and to short forms where asked", () => {
  expect(value(5e6, { name: "byte", scale: "kibibyte" }, 0)).toBe("4883 KiB");
  expect(value(1500, "millisecond", { autoscale: false, precision: 1 })).toBe("1500.0 ms");
  expect(value(12345.678, null, { autoscale: false, precision: 2 })).toBe("12345.68");
  expect(value(12345, "request", { short: true })).toBe("12.35k");
  expect(value(3, { label: "widgets" })).toBe("3 widgets");
});

it("reads number formats", () => {
  expect(
    formatUnit({
      unit: { type: "canonical_unit", unit_name: "byte", per_unit_name: "second" },
      unit_scale: { unit_name: "mebibyte" },
    }),
  ).toEqual({ name: "byte", per: "second", scale: "mebibyte" });
  expect(formatUnit({ unit: { type: "custom_unit_label", label: "cups" } })).toEqual({ label: "cups" });
  expect(formatUnit(undefined)).toBeNull();
});

it("finds the unit that lines share", () => {
  expect(commonUnit([{ name: "byte" }, { name: "byte" }])).toEqual({ name: "byte" });
  expect(commonUnit([{ name: "byte" }, null])).toBeNull();
});

it("splits a number from what stands behind it", () => {
  expect(split("1.5k req/s")).toEqual(["1.5k", "req/s"]);
  expect(split("$3.2M")).toEqual(["$3.2M", ""]);
});

it("chooses a duration's unit", () =>
  expect([999, 1500, 2.5e6, 9e10].map((ns) => duration(ns))).toEqual(["999 ns", "1.5 µs", "2.5 ms", "1.5 min"]));
