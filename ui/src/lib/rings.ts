/** The slices of a sunburst: one ring for each tag, each slice above the one that it is part of. */

import { nameColor, seriesColor, statusColor } from "./colors";

export type Slice = {
  name: string;
  /** The tags from the innermost ring to this one. */
  tags: string[];
  value: number;
  /** Parts of the whole turn. */
  from: number;
  to: number;
  ring: number;
  color: string;
};
type Row = { tags: string[]; value: number };

/** Slices in the order of their size; `status` colours the first ring by what its values mean. */
export function slices(rows: readonly Row[], rings: number, palette?: string, status = false): Slice[] {
  const total = rows.reduce((sum, row) => sum + row.value, 0);
  const found: Slice[] = [];
  const lay = (within: readonly Row[], above: string[], start: number, color: string | null) => {
    const ring = above.length;
    const sums = new Map<string, number>();
    for (const { tags, value } of within) sums.set(tags[ring] ?? "*", (sums.get(tags[ring] ?? "*") ?? 0) + value);
    let at = start;
    [...sums]
      .sort((a, b) => b[1] - a[1])
      .forEach(([name, value], index) => {
        const own =
          color ?? (status ? statusColor(name) : sums.size > 12 ? nameColor(name) : seriesColor(index, palette));
        const tags = [...above, name];
        found.push({ name: tags.join(", "), tags, value, from: at, to: at + value / total, ring, color: own });
        if (ring + 1 < rings) {
          lay(
            within.filter((row) => (row.tags[ring] ?? "*") === name),
            tags,
            at,
            own,
          );
        }
        at += value / total;
      });
  };
  if (total > 0) lay(rows, [], 0, null);
  return found;
}
