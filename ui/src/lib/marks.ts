/** Markers of a graph: thresholds and ranges over its values. */

import { STATUS } from "./colors";

export type Mark = {
  from: number | null;
  to: number | null;
  color: string;
  label: string;
  dash: boolean;
  bold?: boolean;
};
export type MarkerJson = { value?: string; display_type?: string; label?: string };

const NUMBER = "(-?[\\d.]+(?:e[+-]?\\d+)?)";
const LINE = new RegExp(`^\\s*y\\s*=\\s*${NUMBER}\\s*$`, "i");
const OPEN = new RegExp(`^\\s*y\\s*([<>])=?\\s*${NUMBER}\\s*$`, "i");
const RANGE = new RegExp(`^\\s*${NUMBER}\\s*<=?\\s*y\\s*<=?\\s*${NUMBER}\\s*$`, "i");

/** A widget's marker: `y = 15`, `y > 5`, `0 < y < 10`; null where it is none of these. */
export function markOf(value: string, displayType = "error dashed", label = ""): Mark | null {
  const [level = "error", kind = "dashed"] = displayType.split(" ");
  const shared = {
    color: STATUS[level] ?? "#7f8c9b",
    label: label.trim(),
    dash: kind === "dashed",
    ...(kind === "bold" && { bold: true }),
  };
  const line = LINE.exec(value);
  if (line) return { ...shared, from: Number(line[1]), to: Number(line[1]) };
  const open = OPEN.exec(value);
  if (open) {
    const at = Number(open[2]);
    return open[1] === ">" ? { ...shared, from: at, to: null } : { ...shared, from: null, to: at };
  }
  const range = RANGE.exec(value);
  return range ? { ...shared, from: Number(range[1]), to: Number(range[2]) } : null;
}

/** The marks of a definition's `markers`. */
export function marksOf(given: unknown): Mark[] {
  const markers = Array.isArray(given) ? (given as MarkerJson[]) : [];
  return markers.map((one) => markOf(one.value ?? "", one.display_type, one.label)).filter((one) => one !== null);
}
