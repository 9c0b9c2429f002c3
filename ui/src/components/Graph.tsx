/** A graph of lines, areas and bars over the page's time range: uPlot within React. */

import { Box, useComputedColorScheme } from "@mantine/core";
import { useEffect, useMemo, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { type Axis, axisOf, bounds } from "@/lib/axis";
import type { Mark } from "@/lib/marks";
import { type Aligned, align, type Line } from "@/lib/plot";
import type { Range } from "@/lib/time";
import { commonUnit, unitOf } from "@/lib/units";
import { zone } from "@/lib/zone";
import { drawEvents, drawLabels, drawMarks, type Happening } from "./overlays";
import { axes, bandsOf, scaleOf, seriesOf } from "./plotting";
import { rowsAt, tooltip } from "./tooltip";

export type { Happening };
/** A point that was clicked: its time, the nearest line, its place within the graph in pixels. */
export type Pick = { at: number; line: Line | undefined; left: number; top: number };

export type Under = {
  paint: (u: uPlot) => void;
  told: (at: number, value: number) => Array<{ name: string; text: string }>;
};

type Props = {
  lines: readonly Line[];
  range: Range;
  marks?: readonly Mark[];
  axis?: Axis | undefined;
  /** The axis of the lines that are `right`. */
  rightAxis?: Axis | undefined;
  /** What happened meanwhile, as vertical bars. */
  events?: readonly Happening[];
  /** Called with the stretch that was dragged over, in epoch seconds. */
  onZoom?: ((from: number, to: number) => void) | undefined;
  onPick?: ((pick: Pick) => void) | undefined;
  label: string;
  /** Only these are drawn, where given. */
  only?: ReadonlySet<string> | undefined;
  /** Drawn under the lines, with what the tooltip says of a time and a value there. */
  under?: Under | undefined;
  /** Without axes and cursor: the ground of a figure. */
  bare?: boolean;
};

const SYNC = "time";
const PLAIN = axisOf({});
/** With more lines than this, dots under the cursor cost more than they tell. */
const DOTTED = 40;
const NONE: never[] = [];

const inks = new Map<string, { text: string; grid: string }>();

/** The colours of axes; kept, since to read a style makes the browser work out all of them anew. */
function inkOf(scheme: string) {
  const known = inks.get(scheme);
  if (known) return known;
  const style = getComputedStyle(document.documentElement);
  const color = (name: string) => style.getPropertyValue(name).trim();
  const ink = { text: color("--mantine-color-dimmed"), grid: color("--graph-grid") };
  inks.set(scheme, ink);
  return ink;
}

/** Fills its parent, which must have a height. */
export function Graph(props: Props) {
  const { lines, range, marks = NONE, axis = PLAIN, rightAxis = PLAIN, events = NONE, label, only, bare } = props;
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const scheme = useComputedColorScheme("dark", { getInitialValueInEffect: false });
  const shown = useMemo(() => (only?.size ? lines.filter((line) => only.has(line.label)) : lines), [lines, only]);
  const data = useMemo(() => align(shown), [shown]);
  // What the drawing reads at the time it draws; changes of these alone need no new plot.
  const latest = useRef({ shown, data, range, marks, events, props });
  latest.current = { shown, data, range, marks, events, props };
  const shape = shown
    .map((line) => [line.label, line.color, line.style, line.width, line.dash, line.edge, line.right].join("\u0001"))
    .join("\u0002");
  const look = JSON.stringify([axis, rightAxis, bare, shown[0]?.unit, scheme]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new plot only when the lines' looks change
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const right = shown.some((line) => line.right);
    const unitAt = (side: boolean) =>
      commonUnit(shown.filter((line) => !line.quiet && Boolean(line.right) === side).map((line) => unitOf(line.unit)));
    const ink = inkOf(scheme);
    const sides = [
      { scale: "y", axis, unit: unitAt(false) },
      ...(right ? [{ scale: "right", axis: rightAxis, unit: unitAt(true) }] : []),
    ];
    const made = new uPlot(
      {
        width: Math.max(element.clientWidth, 60),
        // Steps of the time axis begin where days do in the zone that is shown.
        ...(zone() === "utc" && { tzDate: (at: number) => uPlot.tzDate(new Date(at * 1000), "Etc/UTC") }),
        height: Math.max(element.clientHeight, 40),
        padding: bare ? [0, 0, 0, 0] : [8, right ? 4 : 20, 0, 0],
        legend: { show: false },
        cursor: {
          show: !bare,
          sync: { key: SYNC, setSeries: false, scales: ["x", null] },
          drag: { x: !bare, y: false, setScale: false },
          points: { size: 6, show: shown.length <= DOTTED },
        },
        scales: {
          x: { time: true, range: () => [latest.current.range.from, latest.current.range.to] },
          ...Object.fromEntries(
            sides.map((side) => [
              side.scale,
              scaleOf(side.axis, (min, max) =>
                bounds(min, max, side.axis, side.scale === "y" ? latest.current.marks : []),
              ),
            ]),
          ),
        },
        axes: axes(sides, ink, { small: element.clientHeight < 90, hidden: bare === true }),
        series: [{}, ...shown.map((line) => seriesOf(line, shown.length))],
        bands: bandsOf(shown),
        hooks: {
          drawAxes: [(u) => latest.current.props.under?.paint(u)],
          draw: [
            (u) => {
              drawEvents(u, latest.current.events, ink.text);
              drawMarks(u, latest.current.marks, sides[0]?.unit ?? null);
              drawLabels(u, latest.current.shown, latest.current.data);
            },
          ],
          setSelect: [
            (u) => {
              if (u.select.width > 4) {
                const { left, width } = u.select;
                latest.current.props.onZoom?.(u.posToVal(left, "x"), u.posToVal(left + width, "x"));
              }
              u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            },
          ],
        },
        plugins: bare
          ? []
          : [
              tooltip(() => latest.current),
              clicks(
                (pick) => latest.current.props.onPick?.(pick),
                () => latest.current,
              ),
            ],
      },
      plotted(data, axis),
      element,
    );
    plot.current = made;
    const observer = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = element;
      if (width > 0 && height > 0 && (width !== made.width || height !== made.height)) made.setSize({ width, height });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [shape, look]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: marks and range are read while drawing
  useEffect(() => {
    // The first data came with the plot itself.
    if (plot.current && plot.current.data[0] !== data.times) plot.current.setData(plotted(data, axis), true);
    else plot.current?.redraw(false, true);
  }, [data, range, marks, events, props.under]);

  return <Box ref={box} role="img" aria-label={label} style={{ position: "absolute", inset: 0, overflow: "hidden" }} />;
}

function plotted({ times, drawn }: Aligned, axis: Axis): uPlot.AlignedData {
  // There is no place for what is not above zero.
  const log = (values: readonly unknown[]) => values.map((one) => (typeof one === "number" && one <= 0 ? null : one));
  return [times, ...(axis.scale.kind === "log" ? drawn.map(log) : drawn)] as unknown as uPlot.AlignedData;
}

/** Tells of clicks, which a drag that zooms is not. */
function clicks(picked: (pick: Pick) => void, seen: Parameters<typeof tooltip>[0]): uPlot.Plugin {
  let pressed = { x: 0, y: 0 };
  return {
    hooks: {
      init: [
        (u) => {
          u.over.addEventListener("mousedown", (event) => {
            pressed = { x: event.clientX, y: event.clientY };
          });
          u.over.addEventListener("click", (event) => {
            const { idx, left = 0, top = 0 } = u.cursor;
            if (Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) > 3 || typeof idx !== "number") return;
            const at = seen().data.times[idx];
            if (at === undefined) return;
            const box = u.root.getBoundingClientRect();
            const over = u.over.getBoundingClientRect();
            const place = { left: left + over.left - box.left, top: top + over.top - box.top };
            picked({ at, line: rowsAt(u, seen(), idx, top)[0]?.line, ...place });
          });
        },
      ],
    },
  };
}
