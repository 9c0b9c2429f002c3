/** Rows of a scalar answer: their names and their order. */

import type { Request } from "./requests";

export type Row = { tags: string[]; values: Array<number | null> };

/** What a row is called: its tags, or a star for all. */
export const rowName = (row: Row): string => row.tags.filter(Boolean).join(", ") || "*";

const EMPTY = Number.NEGATIVE_INFINITY;

/** The rows as the request sorts them, else the largest first; at most as many as it wants. */
export function sorted(rows: readonly Row[], groups: readonly string[], request: Request | undefined): Row[] {
  const by = request?.sort?.order_by ?? [];
  const rules = by.length
    ? by
    : [{ type: "formula", index: 0, order: request?.order === "asc" ? "asc" : "desc", name: undefined }];
  const found = [...rows].sort((a, b) => {
    for (const { type, index = 0, name, order } of rules) {
      const sign = order === "asc" ? 1 : -1;
      const group = type === "group" ? groups.findIndex((one) => plain(one) === plain(name ?? "")) : -1;
      const compared =
        group >= 0
          ? (a.tags[group] ?? "").localeCompare(b.tags[group] ?? "", "en", { numeric: true })
          : against(a.values[index], b.values[index], sign);
      if (compared) return group >= 0 ? sign * compared : compared;
    }
    return 0;
  });
  const most = request?.sort?.count ?? request?.limit;
  return typeof most === "number" && most > 0 ? found.slice(0, most) : found;
}

const plain = (name: string) => name.replace(/^@/, "");

/** What has no value stands last, whichever way it is sorted. */
function against(a: number | null | undefined, b: number | null | undefined, sign: number): number {
  const [left, right] = [a ?? EMPTY, b ?? EMPTY];
  if (left === right) return 0;
  if (left === EMPTY) return 1;
  if (right === EMPTY) return -1;
  return sign * (left - right);
}
