/** The countries of the world, each in the colour of its figure, and points on them. */

import { Box } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { geoNaturalEarth1, geoPath } from "d3-geo";
import codes from "i18n-iso-countries/codes.json";
import { useMemo } from "react";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import world from "world-atlas/countries-110m.json";
import { countries } from "@/lib/countries";

export type Shade = { color: string; text: string };
export type Point = {
  id: string;
  /** Degrees: east, then north. */
  at: [number, number];
  color: string;
  text: string;
  onOpen: () => void;
};
type Props = {
  /** By the code of two or three letters. */
  shades: ReadonlyMap<string, Shade>;
  points?: readonly Point[] | undefined;
  /** The country to look at; the whole world otherwise. */
  focus?: string | undefined;
  label: string;
};

type World = Topology<{ countries: GeometryCollection<{ name: string }> }>;
const { digitsOf } = countries(codes as never);
const SHAPES = feature(world as unknown as World, (world as unknown as World).objects.countries)
  .features // Nobody lives there, and it takes a tenth of the room.
  .filter((one) => one.id !== "010");

/** Fills its parent, which must have a height. */
export default function WorldMap({ shades, points = [], focus, label }: Props) {
  const { ref, width, height } = useElementSize();
  const found = useMemo(
    () => new Map([...shades].map(([name, shade]) => [digitsOf(name) ?? "", shade] as const)),
    [shades],
  );
  const { paths, projection } = useMemo(() => {
    const country = digitsOf(focus ?? "");
    const wanted = country ? SHAPES.filter((one) => one.id === country) : [];
    const features = wanted.length ? wanted : SHAPES;
    const room = wanted.length ? 30 : 2;
    const projection = geoNaturalEarth1().fitExtent(
      [
        [room, room],
        [Math.max(room + 1, width - room), Math.max(room + 1, height - room)],
      ],
      { type: "FeatureCollection", features },
    );
    const path = geoPath(projection).digits(1);
    const paths = SHAPES.map((one) => ({ id: String(one.id), name: one.properties.name, d: path(one) ?? "" }));
    return { paths, projection };
  }, [width, height, focus]);
  return (
    <Box ref={ref} style={{ position: "absolute", inset: 0 }}>
      {width > 0 && (
        <svg width={width} height={height} role="img" aria-label={label} style={{ display: "block" }}>
          {paths.map(({ id, name, d }) => {
            const shade = found.get(id);
            return (
              <path
                key={id + name}
                d={d}
                fill={shade?.color ?? "var(--graph-grid)"}
                stroke="var(--surface)"
                strokeWidth={0.6}
              >
                <title>{shade ? `${name}: ${shade.text}` : name}</title>
              </path>
            );
          })}
          {points.map(({ id, at, color, text, onOpen }) => {
            const [x, y] = projection(at) ?? [Number.NaN, 0];
            if (Number.isNaN(x)) return null;
            return (
              <circle
                key={id}
                cx={x}
                cy={y}
                r={4}
                fill={color}
                fillOpacity={0.75}
                stroke="var(--surface)"
                role="link"
                tabIndex={0}
                aria-label={text}
                style={{ cursor: "pointer" }}
                onClick={onOpen}
                onKeyDown={(event) => event.key === "Enter" && onOpen()}
              >
                <title>{text}</title>
              </circle>
            );
          })}
        </svg>
      )}
    </Box>
  );
}
