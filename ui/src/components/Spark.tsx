/** A graph the size of a word. */

import type { Value } from "@/lib/plot";

type Props = {
  values: readonly Value[];
  kind?: "line" | "area" | "bars";
  color: string;
  /** The ends of its axis; by default zero or the smallest, and the largest. */
  low?: number;
  high?: number;
  width?: number;
  height?: number;
};

export function Spark({ values, kind = "line", color, low, high, width = 90, height = 18 }: Props) {
  const known = values.filter((one) => typeof one === "number");
  const bottom = low ?? Math.min(0, ...known);
  const top = high ?? Math.max(...known, bottom + 1e-12);
  const x = (at: number) => (values.length < 2 ? width / 2 : (at / (values.length - 1)) * width);
  const y = (value: number) => height - 1 - ((value - bottom) / (top - bottom || 1)) * (height - 2);
  const placed = values.flatMap((value, at) => (typeof value === "number" ? [[x(at), y(value)] as const] : []));
  const path = placed.map(([left, up], at) => `${at ? "L" : "M"}${left.toFixed(1)} ${up.toFixed(1)}`).join("");
  const last = placed.at(-1);
  return (
    <svg width={width} height={height} style={{ display: "block" }} aria-hidden preserveAspectRatio="none">
      {kind === "bars" &&
        placed.map(([left, up]) => (
          <rect
            key={left}
            x={left}
            y={up}
            width={Math.max(1, width / values.length - 1)}
            height={Math.max(0, height - up)}
            fill={color}
          />
        ))}
      {kind === "area" && last && (
        <path d={`${path}L${last[0]} ${height}L${placed[0]?.[0] ?? 0} ${height}Z`} fill={color} opacity={0.3} />
      )}
      {kind !== "bars" && <path d={path} fill="none" stroke={color} strokeWidth={1.3} />}
    </svg>
  );
}
