/** What is drawn over a graph's lines: thresholds, events, values beside points. */

import type uPlot from "uplot";
import { faded } from "@/lib/colors";
import { value as formatted } from "@/lib/format";
import type { Mark } from "@/lib/marks";
import type { Aligned, Line } from "@/lib/plot";
import type { Unit } from "@/lib/units";

/** An event at a time in epoch seconds. */
export type Happening = { at: number; title: string; color: string };

const font = () => `${11 * devicePixelRatio}px system-ui, sans-serif`;

function clipped(u: uPlot, draw: (ctx: CanvasRenderingContext2D) => void): void {
  const { ctx, bbox } = u;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  draw(ctx);
  ctx.restore();
}

/** Lines at values, tinted bands between them, with their labels. */
export function drawMarks(u: uPlot, marks: readonly Mark[], unit: Unit | null): void {
  if (!marks.length) return;
  const { bbox } = u;
  const ground = getComputedStyle(u.root).getPropertyValue("--surface") || "#fff";
  clipped(u, (ctx) => {
    const labels: Array<{ y: number; right: number }> = [];
    for (const mark of marks) {
      const high = mark.to === null ? bbox.top : u.valToPos(mark.to, "y", true);
      const low = mark.from === null ? bbox.top + bbox.height : u.valToPos(mark.from, "y", true);
      if (mark.from !== mark.to) {
        ctx.fillStyle = faded(mark.color, 0.08);
        ctx.fillRect(bbox.left, high, bbox.width, low - high);
      }
      ctx.strokeStyle = mark.color;
      ctx.lineWidth = (mark.bold ? 3 : 1.5) * devicePixelRatio;
      ctx.setLineDash(mark.dash ? [6 * devicePixelRatio, 4 * devicePixelRatio] : []);
      const edges =
        mark.from === mark.to
          ? [[mark.from, low]]
          : [
              [mark.from, low],
              [mark.to, high],
            ];
      for (const [edge, at] of edges as Array<[number | null, number]>) {
        if (edge === null) continue;
        ctx.beginPath();
        ctx.moveTo(bbox.left, at);
        ctx.lineTo(bbox.left + bbox.width, at);
        ctx.stroke();
      }
      const edge = mark.to === null ? low : high;
      const under = edge - bbox.top < 16 * devicePixelRatio;
      ctx.fillStyle = mark.color;
      ctx.font = font();
      // At the left: at the right it would lie over the newest values.
      ctx.textAlign = "left";
      const text = mark.label || formatted(mark.from ?? mark.to, unit);
      const at = edge + (under ? 12 : -4) * devicePixelRatio;
      // One that would lie over others stands behind them.
      const near = labels.filter((one) => Math.abs(one.y - at) < 13 * devicePixelRatio);
      const left = Math.max(bbox.left, ...near.map((one) => one.right)) + 4 * devicePixelRatio;
      // The ground shows around it, so that it can be read over lines.
      ctx.setLineDash([]);
      ctx.lineWidth = 4 * devicePixelRatio;
      ctx.lineJoin = "round";
      ctx.strokeStyle = ground;
      ctx.strokeText(text, left, at);
      ctx.fillText(text, left, at);
      labels.push({ y: at, right: left + ctx.measureText(text).width + 6 * devicePixelRatio });
    }
  });
}

/** A bar for each event, from top to bottom. */
export function drawEvents(u: uPlot, events: readonly Happening[], text: string): void {
  if (!events.length) return;
  const { bbox } = u;
  clipped(u, (ctx) => {
    for (const event of events) {
      const x = u.valToPos(event.at, "x", true);
      ctx.fillStyle = faded(event.color || text, 0.55);
      ctx.fillRect(x - devicePixelRatio, bbox.top, 2 * devicePixelRatio, bbox.height);
      ctx.fillStyle = event.color || text;
      ctx.fillRect(x - 3 * devicePixelRatio, bbox.top, 6 * devicePixelRatio, 4 * devicePixelRatio);
    }
  });
}

/** The values of lines that are to be labelled, where there is room between them. */
export function drawLabels(u: uPlot, lines: readonly Line[], { drawn, worth, times }: Aligned): void {
  if (!lines.some((line) => line.labelled)) return;
  clipped(u, (ctx) => {
    ctx.font = font();
    ctx.textAlign = "center";
    lines.forEach((line, index) => {
      if (!line.labelled || line.quiet) return;
      ctx.fillStyle = line.color;
      let free = Number.NEGATIVE_INFINITY;
      times.forEach((time, at) => {
        const [value, height] = [worth[index]?.[at], drawn[index]?.[at]];
        if (typeof value !== "number" || typeof height !== "number") return;
        const text = formatted(value, line.unit, { short: true });
        const x = u.valToPos(time, "x", true);
        const half = ctx.measureText(text).width / 2 + 4 * devicePixelRatio;
        if (x - half < free) return;
        free = x + half;
        ctx.fillText(text, x, u.valToPos(height, line.right ? "right" : "y", true) - 5 * devicePixelRatio);
      });
    });
  });
}
