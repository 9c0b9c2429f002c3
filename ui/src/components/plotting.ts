/** How the parts of a graph look: scales, axes, series, bands. */

import uPlot from "uplot";
import type { Axis } from "@/lib/axis";
import { faded } from "@/lib/colors";
import { value as formatted } from "@/lib/format";
import type { Line } from "@/lib/plot";
import { roundSteps } from "@/lib/ticks";
import { dayText } from "@/lib/time";
import type { Unit } from "@/lib/units";
import { fieldsOf } from "@/lib/zone";

export type Side = { scale: string; axis: Axis; unit: Unit | null };

export const FONT = "11px system-ui, sans-serif";

/** A scale of values; powers and roots are drawn through their function. */
export function scaleOf(axis: Axis, range: (min: number | null, max: number | null) => [number, number]): uPlot.Scale {
  const shared: uPlot.Scale = { range: (_, min, max) => range(min, max) };
  if (axis.scale.kind === "log") return { ...shared, distr: 3 };
  if (axis.scale.kind !== "pow") return shared;
  const { power } = axis.scale;
  const through = (exponent: number) => (value: number) => Math.sign(value) * Math.abs(value) ** exponent;
  return { ...shared, distr: 100, fwd: through(power), bwd: through(1 / power) };
}

/** Time below, values at the left and, where lines are measured by it, at the right. */
export function axes(
  sides: readonly Side[],
  ink: { text: string; grid: string },
  { small, hidden }: { small: boolean; hidden: boolean },
): uPlot.Axis[] {
  const quiet = { stroke: ink.text, font: FONT, ticks: { show: false }, show: !hidden };
  const grid = { stroke: ink.grid, width: 1 };
  // Days of another year are told with it, and need the room.
  const space = (_: uPlot, __: number, from: number) => (dayText(from * 1000).length > 6 ? 90 : 70);
  const below = { ...quiet, size: 24, gap: 4, space, values: timeTicks, grid: { ...grid, show: !small } };
  return [
    below,
    ...sides.map(
      ({ scale, axis, unit }, at): uPlot.Axis => ({
        ...quiet,
        scale,
        side: at ? 1 : 3,
        gap: 4,
        space: 28,
        grid: { ...grid, show: at === 0 },
        ...(axis.scale.kind === "linear" && steps(unit)),
        ...(axis.label && { label: axis.label, labelSize: 16, labelGap: 2, labelFont: FONT }),
        size: (_, values) => Math.max(axis.room ?? 32, ...(values ?? []).map((one) => one.length * 6.2 + 12)),
        values: (_, splits) => splits.map((split) => (split === null ? "" : formatted(split, unit, { short: true }))),
      }),
    ),
  ];
}

const steps = (unit: Unit | null): uPlot.Axis => {
  const found = roundSteps(unit);
  return found ? { incrs: found } : {};
};

const TWO = (value: number) => String(value).padStart(2, "0");

function timeTicks(_: uPlot, splits: number[], __: number, ___: number, step: number): string[] {
  let day = "";
  return splits.map((split, index) => {
    const at = fieldsOf(split * 1000);
    const today = dayText(split * 1000);
    const fresh = index > 0 && today !== day;
    day = today;
    const hour = `${TWO(at.hour)}:${TWO(at.minute)}`;
    if (step >= 86400) return today;
    if (fresh && at.hour === 0 && at.minute === 0) return today;
    return step < 60 ? `${hour}:${TWO(at.second)}` : hour;
  });
}

/** A line's look; points without neighbours are drawn as dots, or nobody would see them. */
export function seriesOf(line: Line, among: number): uPlot.Series {
  const width = line.width ?? (among > 50 ? 1 : 1.5);
  const shared = { label: line.label, scale: line.right ? "right" : "y", stroke: line.color, spanGaps: false, width };
  const points: uPlot.Series.Points = { show: false, size: 5, fill: line.color, filter: alone };
  if (line.edge) return { ...shared, stroke: faded(line.color, 0.35), width: 0.5, points: { show: false } };
  if (line.style === "bars") {
    const paths = uPlot.paths.bars?.({ size: [0.85, 60], align: 1 });
    return { ...shared, width: 0, fill: line.color, points: { show: false }, ...(paths && { paths }) };
  }
  if (line.style === "area") return { ...shared, fill: faded(line.color, 0.4), points };
  return { ...shared, points, ...(line.dash && { dash: line.dash }) };
}

function alone(u: uPlot, series: number): number[] | null {
  const values = u.data[series] ?? [];
  const found: number[] = [];
  let before = false;
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at];
    if (value === undefined) continue;
    if (value === null) {
      before = false;
      continue;
    }
    if (!before) {
      let next = at + 1;
      while (next < values.length && values[next] === undefined) next += 1;
      if (next >= values.length || values[next] === null) found.push(at);
    }
    before = true;
  }
  return found.length ? found : null;
}

/** Areas are filled down to the area beneath them, not to zero, so that colours do not mix; bands between their edges. */
export function bandsOf(lines: readonly Line[]): uPlot.Band[] {
  const stacked = [false, true].flatMap((right) => {
    const areas = lines.flatMap((line, index) =>
      line.style === "area" && Boolean(line.right) === right ? [index + 1] : [],
    );
    return areas.slice(0, -1).map((upper, at) => ({ series: [upper, areas[at + 1] ?? upper] as [number, number] }));
  });
  const expected = lines.flatMap((line, upper) => {
    if (line.edge !== "upper") return [];
    const lower = lines.findIndex((one) => one.edge === "lower" && one.band === line.band);
    return lower < 0 ? [] : [{ series: [upper + 1, lower + 1] as [number, number], fill: faded(line.color, 0.22) }];
  });
  return [...stacked, ...expected];
}
