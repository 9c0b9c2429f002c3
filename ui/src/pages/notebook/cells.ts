/** The cells of a notebook as they are changed. */

import type { Definition } from "@/api/dashboards";
import type { NotebookCell } from "@/api/notebooks";

/** How tall each size of graph is, in pixels. */
export const SIZES: Record<string, number> = { xs: 130, s: 190, m: 270, l: 380, xl: 540 };

export const isNote = (cell: NotebookCell) => cell.attributes.definition.type === "markdown";

export function newCell(definition: Definition): NotebookCell {
  const id = Math.random().toString(36).slice(2, 10);
  const size = definition.type === "markdown" ? {} : { graph_size: "m", time: null };
  return { id, type: "notebook_cells", attributes: { definition, ...size } };
}

/** The cells with this one in the place of that with its id, or after all others. */
export function withCell(cells: readonly NotebookCell[], cell: NotebookCell): NotebookCell[] {
  const known = cells.some((one) => one.id === cell.id);
  return known ? cells.map((one) => (one.id === cell.id ? cell : one)) : [...cells, cell];
}

/** The cells with the one at a place moved up (-1) or down (1). */
export function movedCell(cells: readonly NotebookCell[], at: number, by: number): NotebookCell[] {
  const rest = cells.filter((_, index) => index !== at);
  return [...rest.slice(0, at + by), ...cells.slice(at, at + 1), ...rest.slice(at + by)];
}
