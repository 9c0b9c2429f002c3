/** How the parts of a graph look: axes, series, markers. */

import uPlot from "uplot";
import { faded } from "@/lib/colors";
import { value as formatted } from "@/lib/format";
import type { Line, Mark } from "@/lib/plot";
import { dateText } from "@/lib/time";

export type Axis = { min?: number | undefined; max?: number | undefined; log?: boolean; zero?: boolean };

const FONT = "11px system-ui, sans-serif";

/** Time below, values at the left, in quiet colours. */
export function axes(text: string, grid: string, unit: string | null | undefined, small: boolean): uPlot.Axis[] {
  const quiet = { stroke: text, font: FONT, grid: { stroke: grid, width: 1 }, ticks: { show: false } };
  return [
    { ...quiet, size: 24, gap: 4, space: 70, values: timeTicks, grid: { ...quiet.grid, show: !small } },
    {
      ...quiet,
      gap: 4,
      space: 28,
      size: (_, values) => Math.max(32, ...(values ?? []).map((one) => one.length * 6.2 + 12)),
      values: (_, splits) => splits.map((split) => formatted(split, unit)),
    },
  ];
}

const TWO = (value: number) => String(value).padStart(2, "0");

function timeTicks(_: uPlot, splits: number[], __: number, ___: number, step: number): string[] {
  let day = "";
  return splits.map((split, index) => {
    const at = new Date(split * 1000);
    const today = at.toLocaleDateString("en-US", { month: "short", day: "numeric" });
    const fresh = index > 0 && today !== day;
    day = today;
    const hour = `${TWO(at.getHours())}:${TWO(at.getMinutes())}`;
    if (step >= 86400) return today;
    if (fresh && at.getHours() === 0 && at.getMinutes() === 0) return today;
    return step < 60 ? `${hour}:${TWO(at.getSeconds())}` : hour;
  });
}

/** The time as the tooltip shows it, of epoch seconds. */
export function timeLabel(at: number | null): string {
  return at === null ? "" : dateText(at * 1000);
}

/** A line's look; single points without neighbours are drawn as dots, or nobody would see them. */
export function seriesOf(line: Line): uPlot.Series {
  const few = line.points.filter(([, value]) => value !== null).length < 2;
  const shared = { label: line.label, stroke: line.color, spanGaps: false, width: line.width ?? 1.5 };
  const points: uPlot.Series.Points = { show: few, size: 5, fill: line.color };
  if (line.edge) return { ...shared, stroke: faded(line.color, 0.35), width: 0.5, points: { show: false } };
  if (line.style === "bars") {
    const paths = uPlot.paths.bars?.({ size: [0.85, 40], align: 1 });
    return { ...shared, width: 0, fill: faded(line.color, 0.85), points: { show: false }, ...(paths && { paths }) };
  }
  if (line.style === "area") return { ...shared, fill: faded(line.color, 0.4), points };
  return { ...shared, points, ...(line.dash && { dash: line.dash }) };
}

/** Draws thresholds: lines at values, tinted bands between them. */
export function drawMarks(u: uPlot, marks: readonly Mark[], unit: string | null | undefined): void {
  const { ctx, bbox } = u;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const mark of marks) {
    const high = mark.to === null ? bbox.top : u.valToPos(mark.to, "y", true);
    const low = mark.from === null ? bbox.top + bbox.height : u.valToPos(mark.from, "y", true);
    if (mark.from !== mark.to) {
      ctx.fillStyle = faded(mark.color, 0.08);
      ctx.fillRect(bbox.left, high, bbox.width, low - high);
    }
    ctx.strokeStyle = mark.color;
    ctx.lineWidth = 1.5 * devicePixelRatio;
    ctx.setLineDash(mark.dash ? [6 * devicePixelRatio, 4 * devicePixelRatio] : []);
    for (const [edge, at] of [
      [mark.from, low],
      [mark.to, high],
    ] as const) {
      if (edge === null) continue;
      ctx.beginPath();
      ctx.moveTo(bbox.left, at);
      ctx.lineTo(bbox.left + bbox.width, at);
      ctx.stroke();
    }
    const at = mark.to === null ? low : high;
    ctx.fillStyle = mark.color;
    ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
    ctx.textAlign = "right";
    const text = mark.label || formatted(mark.from ?? mark.to, unit);
    ctx.fillText(text, bbox.left + bbox.width - 4 * devicePixelRatio, at - 4 * devicePixelRatio);
  }
  ctx.restore();
}

/** Areas are filled down to the area beneath them, not to zero, so that colours do not mix; bands between their edges. */
export function bandsOf(lines: readonly Line[]): uPlot.Band[] {
  const areas = lines.flatMap((line, index) => (line.style === "area" ? [index + 1] : []));
  const stacked = areas
    .slice(0, -1)
    .map((upper, at) => ({ series: [upper, areas[at + 1] ?? upper] as [number, number] }));
  const expected = lines.flatMap((line, upper) => {
    const lower = lines.findIndex((one) => one.edge === "lower" && one.band === line.band);
    if (line.edge !== "upper" || lower < 0) return [];
    return [{ series: [upper + 1, lower + 1] as [number, number], fill: faded(line.color, 0.22) }];
  });
  return [...stacked, ...expected];
}
