/** Numbers as people read them: SI and binary prefixes, durations, percentages, money. */

import { FAMILIES, MONEY, memberOf, shortName, type Unit, unitOf } from "./units";

const SI = ["", "k", "M", "G", "T", "P"];

export type Options = {
  /** Decimals; by default three to four significant digits. */
  precision?: number | undefined;
  /** Leaves out the names of what is merely counted, as an axis does. */
  short?: boolean;
  /** False tells the number in its own unit, without prefixes. */
  autoscale?: boolean | undefined;
};

/** Three to four significant digits without trailing zeros. */
export function digits(value: number, precision?: number): string {
  if (!Number.isFinite(value)) return "–";
  if (precision !== undefined) return value.toFixed(precision);
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size < 0.001) return value.toExponential(1);
  return String(Number(value.toFixed(size >= 100 ? 1 : size >= 1 ? 2 : 4)));
}

/** With k, M, G where it is large. */
function prefixed(value: number, { precision, autoscale }: Options): string {
  if (autoscale === false) return precision === undefined ? String(value) : value.toFixed(precision);
  let power = 0;
  let left = Math.abs(value);
  while (left >= 1000 && power < SI.length - 1) {
    left /= 1000;
    power += 1;
  }
  return `${digits(value / 1000 ** power, precision)}${SI[power]}`;
}

/** In the step of the family that keeps the number small, or in the one asked for. */
function inFamily(value: number, name: string, scale: string | undefined, options: Options): string | null {
  const member = memberOf(name);
  if (!member) return null;
  const [family, factor] = member;
  const steps = FAMILIES[family] ?? [];
  const base = value * factor;
  const wanted = scale ? memberOf(scale) : options.autoscale === false ? member : undefined;
  const own = wanted?.[0] === family ? steps.find(([, size]) => size === wanted[1]) : undefined;
  const size = Math.abs(base);
  const step =
    own ??
    (size === 0 ? steps.find(([, one]) => one === factor) : undefined) ??
    steps.findLast(([, one]) => one <= size * 1.0000001) ??
    steps[0];
  if (!step) return null;
  const text = digits(base / step[1], options.precision);
  return step[0] === "%" ? `${text}%` : `${text} ${step[0].trim()}`;
}

/** A value with its unit: a `Unit`, or its name such as `byte`, `percent` or `request/second`. */
export function value(
  given: number | null | undefined,
  unit?: string | Unit | null,
  options: number | Options = {},
): string {
  if (given === null || given === undefined || Number.isNaN(given)) return "–";
  const asked: Options = typeof options === "number" ? { precision: options } : options;
  const known = unitOf(unit);
  if (!known) return prefixed(given, asked);
  if (known.label !== undefined) return `${prefixed(given, asked)} ${known.label}`.trim();
  const per = known.per ? `/${shortName(known.per, true)}` : "";
  const money = MONEY[known.name];
  if (money) return `${given < 0 ? "-" : ""}${money}${prefixed(Math.abs(given), asked)}${per}`;
  const family = inFamily(given, known.name, known.scale, asked);
  if (family !== null) return family + per;
  const number = prefixed(given, asked);
  return asked.short ? number : `${number} ${shortName(known.name, Math.abs(given) === 1)}${per}`;
}

/** The number and what stands behind it, apart. */
export function split(text: string): [number: string, unit: string] {
  const found = /^(-?[$€£¥¢]?[\d.,]+(?:e[+-]\d+)?[kMGTP]?)\s*(.*)$/.exec(text);
  return found ? [found[1] ?? text, found[2] ?? ""] : [text, ""];
}

/** A duration of nanoseconds: "1.2 ms", "3.4 s", "2 min". */
export function duration(ns: number, precision?: number): string {
  return value(ns, "nanosecond", { precision });
}

/** A whole number with thousands set apart. */
export function count(given: number): string {
  return given.toLocaleString("en-US");
}
