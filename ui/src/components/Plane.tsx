/** Two axes of values around what is drawn in SVG between them. */

import { Box } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import type { ReactNode } from "react";
import { type Axis, placed } from "@/lib/axis";
import { value as formatted } from "@/lib/format";
import { stops } from "@/lib/ticks";
import type { Unit } from "@/lib/units";
import classes from "./Plane.module.css";

export type PlaneAxis = { axis: Axis; low: number; high: number; unit?: Unit | null };
type Props = {
  x: PlaneAxis;
  y: PlaneAxis;
  label: string;
  /** Draws within the axes; `x` and `y` bring values to pixels. */
  children: (place: {
    x: (value: number) => number;
    y: (value: number) => number;
    height: number;
    width: number;
  }) => ReactNode;
};

const LEFT = 56;
const NAME = 14;
const BELOW = 20;

/** Fills its parent, which must have a height. */
export function Plane({ x, y, label, children }: Props) {
  const { ref, width, height } = useElementSize();
  const left = LEFT + (y.axis.label ? NAME : 0);
  const inner = {
    width: Math.max(10, width - left - 14),
    height: Math.max(10, height - BELOW - 8 - (x.axis.label ? NAME : 0)),
  };
  const across = (value: number) => placed(value, x.low, x.high, x.axis) * inner.width;
  const up = (value: number) => (1 - placed(value, y.low, y.high, y.axis)) * inner.height;
  return (
    <Box ref={ref} style={{ position: "absolute", inset: 0 }}>
      {width > 0 && (
        <svg width={width} height={height} role="img" aria-label={label} className={classes.plane}>
          <g transform={`translate(${left} 6)`}>
            {stops(y.axis, y.low, y.high, y.unit, inner.height / 34).map((stop) => (
              <g key={stop} transform={`translate(0 ${up(stop)})`}>
                <line x2={inner.width} />
                <text x={-6} dy="0.32em" textAnchor="end">
                  {formatted(stop, y.unit, { short: true })}
                </text>
              </g>
            ))}
            {stops(x.axis, x.low, x.high, x.unit, inner.width / 84).map((stop) => (
              <g key={stop} transform={`translate(${across(stop)} ${inner.height})`}>
                <line y2={-inner.height} />
                <text y={14} textAnchor="middle">
                  {formatted(stop, x.unit, { short: true })}
                </text>
              </g>
            ))}
            {x.axis.label && (
              <text x={inner.width / 2} y={inner.height + 28} textAnchor="middle">
                {x.axis.label}
              </text>
            )}
            {y.axis.label && (
              <text transform={`translate(${11 - left} ${inner.height / 2}) rotate(-90)`} textAnchor="middle">
                {y.axis.label}
              </text>
            )}
            {children({ x: across, y: up, ...inner })}
          </g>
        </svg>
      )}
    </Box>
  );
}
