/** Nodes as hexagons in groups: coloured by one figure, as large as another. */

import { Box } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { memo, useMemo } from "react";
import { value as formatted } from "@/lib/format";
import { corners, laid, type Node, type Told } from "@/lib/hexes";
import { inkOn, ramp } from "@/lib/palettes";
import type { Unit } from "@/lib/units";
import classes from "./Hexagons.module.css";

type Props = {
  nodes: readonly Node[];
  /** What the ends of the colours stand for. */
  ends: [number, number];
  palette?: string | undefined;
  flip?: boolean | undefined;
  fillUnit?: Unit | null;
  sizeUnit?: Unit | null;
  sized?: boolean;
  /** Nodes that are faded, for instance because they are down. */
  faded?: ReadonlySet<string>;
  selected?: string | undefined;
  /** Figures of groups by their titles. */
  told?: ReadonlyMap<string, Told> | undefined;
  onOpen?: ((name: string) => void) | undefined;
  label: string;
};

/** The colour of a node without a figure. */
export const NO_FIGURE = "#9aa3ad";

/** Fills its parent, which must have a height; scrolls where even small hexagons need more. */
export const Hexagons = memo(function Hexagons(props: Props) {
  const { nodes, ends, palette, flip, fillUnit, sizeUnit, sized, faded, selected, told, onOpen, label } = props;
  const { ref, width, height } = useElementSize();
  const found = useMemo(() => laid(nodes, Math.max(60, width - 2), Math.max(40, height - 2)), [nodes, width, height]);
  const color = useMemo(() => ramp(palette, flip), [palette, flip]);
  const [low, high] = ends;
  return (
    <Box ref={ref} className={classes.box}>
      {width > 0 && (
        <svg width={found.width} height={found.height} role="group" aria-label={label}>
          {found.frames.map((frame) => (
            <g key={`${frame.level} ${frame.x} ${frame.y}`}>
              <rect
                x={frame.x}
                y={frame.y}
                width={frame.width}
                height={frame.height}
                rx={4}
                className={classes.frame}
              />
              <foreignObject x={frame.x + 4} y={frame.y + 1} width={Math.max(0, frame.width - 8)} height={18}>
                <div className={classes.title} title={`${frame.title}: ${frame.count}`}>
                  {told?.get(frame.title) && <i style={{ background: told.get(frame.title)?.color }} />}
                  {frame.title} <span>{told?.get(frame.title)?.text ?? frame.count}</span>
                </div>
              </foreignObject>
            </g>
          ))}
          {found.hexes.map((hex) => {
            const { name, fill, size } = hex.node;
            const ground = hex.node.color ?? (fill === null ? NO_FIGURE : color((fill - low) / (high - low)));
            const figures = [
              fill === null ? "no data" : formatted(fill, fillUnit),
              sized && (size === null ? "no size" : formatted(size, sizeUnit)),
            ].filter(Boolean);
            return (
              <g
                key={`${hex.node.groups.join()} ${name}`}
                className={classes.hex}
                {...(onOpen && {
                  role: "button",
                  tabIndex: 0,
                  "aria-label": name,
                  onClick: () => onOpen(name),
                  onKeyDown: (event: React.KeyboardEvent) => event.key === "Enter" && onOpen(name),
                })}
                data-selected={name === selected || undefined}
                opacity={faded?.has(name) ? 0.4 : 1}
              >
                <title>{`${name}\n${figures.join(", ")}`}</title>
                <polygon points={corners(hex)} fill={ground} />
                {hex.radius > 17 && (
                  <text
                    x={hex.x}
                    y={hex.y}
                    fill={inkOn(ground)}
                    textAnchor="middle"
                    fontSize={hex.radius > 30 ? 11 : 9}
                  >
                    {hex.radius > 26 && (
                      <tspan x={hex.x} dy="-0.2em">
                        {shortened(name, hex.radius)}
                      </tspan>
                    )}
                    <tspan x={hex.x} dy={hex.radius > 26 ? "1.25em" : "0.35em"} fontWeight={600}>
                      {fill === null ? "–" : rounded(fill, fillUnit)}
                    </tspan>
                  </text>
                )}
              </g>
            );
          })}
        </svg>
      )}
    </Box>
  );
});

/** With no more digits than a hexagon has room for. */
const rounded = (value: number, unit: Unit | null | undefined) =>
  formatted(value, unit, { short: true, precision: Math.abs(value) < 10 && !Number.isInteger(value) ? 1 : 0 });

function shortened(name: string, radius: number): string {
  const fits = Math.floor((radius * 1.55) / (radius > 30 ? 6.2 : 5.2));
  const own = name.split(".")[0] ?? name;
  return own.length <= fits ? own : `${own.slice(0, Math.max(1, fits - 1))}…`;
}

type ScaleProps = Pick<Props, "ends" | "palette" | "flip" | "fillUnit"> & { title?: string | undefined };

/** What the colours stand for. */
export function ColorScale({ ends, palette, flip, fillUnit, title }: ScaleProps) {
  const color = ramp(palette, flip);
  const stops = [0, 0.25, 0.5, 0.75, 1].map((at) => color(at)).join(", ");
  return (
    <div className={classes.scale}>
      {title && (
        <span className={classes.measure} title={title}>
          {title}
        </span>
      )}
      <span>{formatted(ends[0], fillUnit)}</span>
      <i style={{ background: `linear-gradient(to right, ${stops})` }} />
      <span>{formatted(ends[1], fillUnit)}</span>
    </div>
  );
}
