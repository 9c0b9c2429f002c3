/** A graph of lines, areas and bars over the page's time range: uPlot within React. */

import { Box, useComputedColorScheme } from "@mantine/core";
import { useEffect, useMemo, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { value as formatted } from "@/lib/format";
import { type Aligned, align, type Line, type Mark } from "@/lib/plot";
import type { Range } from "@/lib/time";
import { type Axis, axes, bandsOf, drawMarks, seriesOf, timeLabel } from "./plotting";
import { tooltip } from "./tooltip";

export type { Axis };

type Props = {
  lines: readonly Line[];
  range: Range;
  marks?: readonly Mark[];
  axis?: Axis | undefined;
  /** Called with the stretch that was dragged over, in epoch seconds. */
  onZoom?: ((from: number, to: number) => void) | undefined;
  label: string;
  /** Only these are drawn, where given. */
  only?: ReadonlySet<string> | undefined;
};

const SYNC = "time";

/** Fills its parent, which must have a height. */
export function Graph({ lines, range, marks, axis, onZoom, label, only }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const scheme = useComputedColorScheme("dark", { getInitialValueInEffect: false });
  const shown = useMemo(() => (only?.size ? lines.filter((line) => only.has(line.label)) : lines), [lines, only]);
  const data = useMemo(() => align(shown), [shown]);
  // What the drawing reads at the time it draws; changes of these alone need no new plot.
  const latest = useRef({ shown, data, range, marks, onZoom });
  latest.current = { shown, data, range, marks, onZoom };
  const shape = shown
    .map((line) => [line.label, line.color, line.style, line.width, line.dash, line.unit, line.edge].join("\u0001"))
    .join("\u0002");
  const axisKey = JSON.stringify(axis ?? null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new plot only when the lines' looks change
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const style = getComputedStyle(element);
    const color = (name: string) => style.getPropertyValue(name).trim();
    const unit = shown[0]?.unit;
    const made = new uPlot(
      {
        width: Math.max(element.clientWidth, 60),
        height: Math.max(element.clientHeight, 40),
        padding: [8, 20, 0, 0],
        legend: { show: false },
        cursor: {
          sync: { key: SYNC, setSeries: false, scales: ["x", null] },
          drag: { x: true, y: false, setScale: false },
          points: { size: 6 },
        },
        scales: {
          x: { time: true, range: () => [latest.current.range.from, latest.current.range.to] },
          y: { distr: axis?.log ? 3 : 1, range: (_, min, max) => bounds(min, max, axis, latest.current.marks) },
        },
        axes: axes(color("--mantine-color-dimmed"), color("--graph-grid"), unit, element.clientHeight < 90),
        series: [{ value: (_, at) => timeLabel(at) }, ...shown.map((line) => seriesOf(line))],
        bands: bandsOf(shown),
        hooks: {
          draw: [(u) => drawMarks(u, latest.current.marks ?? [], unit)],
          setSelect: [
            (u) => {
              if (u.select.width > 4) {
                latest.current.onZoom?.(
                  u.posToVal(u.select.left, "x"),
                  u.posToVal(u.select.left + u.select.width, "x"),
                );
              }
              u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            },
          ],
        },
        plugins: [tooltip(() => latest.current, formatted)],
      },
      plotted(data),
      element,
    );
    plot.current = made;
    const observer = new ResizeObserver(() => {
      if (element.clientWidth > 0 && element.clientHeight > 0) {
        made.setSize({ width: element.clientWidth, height: element.clientHeight });
      }
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [shape, axisKey, scheme]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: marks and range are read while drawing
  useEffect(() => plot.current?.setData(plotted(data), true), [data, range, marks]);

  return <Box ref={box} role="img" aria-label={label} style={{ position: "absolute", inset: 0, overflow: "hidden" }} />;
}

function plotted(data: Aligned): uPlot.AlignedData {
  return [data.times, ...data.drawn] as uPlot.AlignedData;
}

function bounds(
  min: number | null,
  max: number | null,
  axis: Axis | undefined,
  marks: readonly Mark[] | undefined,
): [number, number] {
  const heights = (marks ?? []).flatMap((mark) => [mark.from, mark.to]).filter((at) => at !== null);
  let low = Math.min(min ?? 0, ...heights);
  let high = Math.max(max ?? 1, ...heights);
  if (axis?.log) return [axis.min ?? Math.max(low, 1e-9), axis.max ?? high * 2];
  if (axis?.zero !== false) {
    low = Math.min(low, 0);
    high = Math.max(high, 0);
  }
  const room = (high - low || Math.abs(high) || 1) * 0.06;
  return [axis?.min ?? (low === 0 ? 0 : low - room), axis?.max ?? (high === 0 ? 0 : high + room)];
}
