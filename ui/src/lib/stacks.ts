/** Bars of rows: each flat, or stacked by the other tags of its first one, or by formulas. */

import type { Row } from "./rows";

export type Part = { name: string; value: number; column: number };
export type Stack = { key: string; tags: string[]; total: number; parts: Part[] };

const KEY = "\u0000";

/** One bar for each row, or for each first tag with its rows as parts. Rows are in order and the bars keep it. */
export function stacked(rows: readonly Row[], names: readonly string[], together: boolean): Stack[] {
  if (!together) {
    return rows.map(({ tags, values }) => {
      const total = values[0] ?? 0;
      return { key: tags.join(KEY), tags, total, parts: [{ name: names[0] ?? "", value: total, column: 0 }] };
    });
  }
  const found = new Map<string, Stack>();
  for (const { tags, values } of rows) {
    const first = tags.slice(0, 1);
    const stack = found.get(first.join(KEY)) ?? { key: first.join(KEY), tags: first, total: 0, parts: [] };
    const rest = tags.slice(1).join(", ");
    values.forEach((value, column) => {
      if (value === null) return;
      const name = [names.length > 1 ? names[column] : "", rest].filter(Boolean).join(" ") || (names[column] ?? "");
      stack.parts.push({ name, value, column });
      stack.total += value;
    });
    found.set(stack.key, stack);
  }
  return [...found.values()].sort((a, b) => b.total - a.total);
}
