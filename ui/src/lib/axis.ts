/** The value axis of a graph: `{scale, min, max, include_zero, label}` of a definition. */

import type { Mark } from "./marks";

export type Scale = { kind: "linear" | "log" } | { kind: "pow"; power: number };
export type Axis = {
  min?: number | undefined;
  max?: number | undefined;
  scale: Scale;
  zero: boolean;
  label?: string | undefined;
  /** The least room for the values, in pixels, where something beneath is to be in line with the graph. */
  room?: number | undefined;
};

/** An axis as a definition gives it; `sqrt` is a power of one half, `pow2` of two. */
export function axisOf(given: unknown): Axis {
  const { min, max, scale, include_zero, label, room } = (given ?? {}) as Record<string, unknown>;
  const number = (bound: unknown) => {
    const value = Number.parseFloat(String(bound ?? ""));
    return Number.isNaN(value) ? undefined : value;
  };
  const name = String(scale ?? "linear");
  const power = name === "sqrt" ? 0.5 : Number.parseFloat(/^pow([\d.]+)$/.exec(name)?.[1] ?? "1");
  return {
    min: number(min),
    max: number(max),
    scale: name === "log" ? { kind: "log" } : power > 0 && power !== 1 ? { kind: "pow", power } : { kind: "linear" },
    zero: include_zero !== false,
    label: typeof label === "string" && label ? label : undefined,
    ...(typeof room === "number" && { room }),
  };
}

/** The ends of the axis for what is drawn: with room, with zero where wanted, with the thresholds in sight. */
export function bounds(min: number | null, max: number | null, axis: Axis, marks: readonly Mark[]): [number, number] {
  const heights = marks.flatMap((mark) => [mark.from, mark.to]).filter((at) => at !== null);
  let low = Math.min(min ?? heights[0] ?? 0, ...heights);
  let high = Math.max(max ?? heights[0] ?? 1, ...heights);
  if (axis.scale.kind === "log") {
    const floor = low > 0 ? low / 1.2 : 0.1;
    return ordered(axis.min !== undefined && axis.min > 0 ? axis.min : floor, axis.max ?? Math.max(high, floor) * 1.2);
  }
  if (axis.zero) {
    low = Math.min(low, 0);
    high = Math.max(high, 0);
  }
  // Values that differ only by the noise of arithmetic are one value: no axis has ticks between them.
  const size = Math.max(Math.abs(high), Math.abs(low));
  const room = (high - low > size * 1e-9 ? high - low : size || 1) * 0.06;
  return ordered(axis.min ?? (low === 0 ? 0 : low - room), axis.max ?? (high === 0 ? 0 : high + room));
}

const ordered = (low: number, high: number): [number, number] => (high > low ? [low, high] : [low, low + 1]);

/** A place from 0 to 1 of a value on a scale from `low` to `high`. */
export function placed(value: number, low: number, high: number, { scale }: Axis): number {
  const through = (one: number) =>
    scale.kind === "log"
      ? Math.log10(Math.max(one, Number.MIN_VALUE))
      : scale.kind === "pow"
        ? Math.sign(one) * Math.abs(one) ** scale.power
        : one;
  const [start, end] = [through(low), through(high)];
  return end === start ? 0 : (through(value) - start) / (end - start);
}
