/** The points of a scatterplot, from both forms of its requests. */

import type { Asked, Formula, Query, Request } from "./requests";
import type { Row } from "./rows";

export type Dimension = "x" | "y" | "radius" | "color";
export type Dot = { tags: string[]; x: number; y: number; radius: number | null; color: number | null };
type OldAxis = Request & { aggregator?: string };

/** One request whose formulas name their dimensions. */
export function scatterRequest(definition: Record<string, unknown>): Request {
  const given = (definition.requests ?? {}) as { x?: OldAxis; y?: OldAxis; table?: Request };
  if (given.table) return given.table;
  const queries: Query[] = [];
  const formulas: Formula[] = [];
  for (const dimension of ["x", "y"] as const) {
    const one = given[dimension];
    if (typeof one?.q === "string") {
      queries.push({ name: dimension, data_source: "metrics", query: one.q, aggregator: one.aggregator ?? "avg" });
      formulas.push({ formula: dimension, dimension });
    }
  }
  return { queries, formulas };
}

/** Which column is which dimension; without a word, the first two are x and y. */
export function dimensions({ formulas }: Pick<Asked, "formulas">): Partial<Record<Dimension, number>> {
  const found: Partial<Record<Dimension, number>> = {};
  formulas.forEach(({ dimension }, at) => {
    const name = (dimension ?? (at === 0 ? "x" : at === 1 ? "y" : "")) as Dimension;
    if (["x", "y", "radius", "color"].includes(name)) found[name] = at;
  });
  return found;
}

/** The rows that have a place. */
export function dots(rows: readonly Row[], by: Partial<Record<Dimension, number>>): Dot[] {
  const { x: across, y: up, radius, color } = by;
  if (across === undefined || up === undefined) return [];
  const at = (row: Row, column: number | undefined) => (column === undefined ? null : (row.values[column] ?? null));
  return rows.flatMap((row): Dot[] => {
    const [x, y] = [at(row, across), at(row, up)];
    return x === null || y === null ? [] : [{ tags: row.tags, x, y, radius: at(row, radius), color: at(row, color) }];
  });
}

/** The ends of an axis over some values, with room beside them. */
export function ends(values: readonly number[], zero: boolean, log: boolean): [number, number] {
  const known = log ? values.filter((value) => value > 0) : values;
  let [low, high] = [Math.min(...known), Math.max(...known)];
  if (!known.length) return log ? [0.1, 1] : [0, 1];
  if (log) return [low / 1.3, high * 1.3];
  if (zero) [low, high] = [Math.min(low, 0), Math.max(high, 0)];
  const room = (high - low || Math.abs(high) || 1) * 0.05;
  return [low === 0 ? 0 : low - room, high + room];
}
