/** Round values along an axis, in steps that read well in its unit. */

import { ticks } from "d3-array";
import type { Axis } from "./axis";
import { memberOf, type Unit } from "./units";

const BINARY = Array.from({ length: 70 }, (_, at) => 2 ** at);
const TIME = [
  ...[1e-9, 1e-6, 1e-3].flatMap((unit) => [1, 2, 5, 10, 20, 50, 100, 200, 500].map((step) => unit * step)),
  ...[1, 60].flatMap((unit) => [1, 2, 5, 10, 15, 30].map((step) => unit * step)),
  ...[1, 2, 3, 6, 12, 24, 48, 96, 240, 480, 960].map((hours) => hours * 3600),
  ...[1e2, 1e3, 1e4, 1e5].flatMap((unit) => [1, 2, 5].map((days) => days * unit * 86_400)),
];

/** Bytes are told in powers of two and time in sixtieths, so their axes go in such steps; null where tens will do. */
export function roundSteps(unit: Unit | null | undefined): number[] | null {
  const member = unit?.name ? memberOf(unit.name) : undefined;
  if (!member) return null;
  const [family, factor] = member;
  const steps = family === "bytes" ? BINARY : family === "time" ? TIME : null;
  return steps ? steps.map((step) => step / factor) : null;
}

/** About so many round values from `low` to `high`; on a logarithmic scale the powers of ten. */
export function stops(axis: Axis, low: number, high: number, unit: Unit | null | undefined, count: number): number[] {
  if (axis.scale.kind === "log") {
    const [first, last] = [Math.ceil(Math.log10(low)), Math.floor(Math.log10(high))];
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => 10 ** (first + at));
  }
  const wanted = Math.max(2, count);
  const step = roundSteps(unit)?.find((one) => (high - low) / one <= wanted);
  if (!step) return ticks(low, high, wanted);
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, at) => (first + at) * step);
}
