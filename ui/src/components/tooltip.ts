/** The box beside the cursor that names the values under it. */

import type uPlot from "uplot";
import { value as formatted } from "@/lib/format";
import type { Aligned, Line } from "@/lib/plot";
import { clockText, dateText } from "@/lib/time";
import type { Happening } from "./overlays";

type Told = { told: (at: number, value: number) => Array<{ name: string; text: string }> };
type Seen = {
  shown: readonly Line[];
  data: Aligned;
  events: readonly Happening[];
  props: { under?: Told | undefined };
};
type Row = { line: Line; value: number; away: number };

const MOST = 12;
/** Pixels from an event within which it is told. */
const NEAR = 5;

/** A uPlot plugin; only the graph under the pointer shows its box, the others their cursors. */
export function tooltip(seen: () => Seen): uPlot.Plugin {
  const box = document.createElement("div");
  box.className = "graph-tooltip";
  box.hidden = true;

  function update(u: uPlot): void {
    const { idx, left = -1, top = -1 } = u.cursor;
    if (idx === null || idx === undefined || left < 0 || !u.over.matches(":hover")) {
      box.hidden = true;
      return;
    }
    const { data, events, props } = seen();
    const rows = rowsAt(u, seen(), idx, top);
    const nearest = rows[0]?.line;
    const listed = rows.slice(0, MOST).sort((a, b) => b.value - a.value);
    box.replaceChildren(row("", dateText((data.times[idx] ?? 0) * 1000), "", true));
    for (const event of events) {
      if (Math.abs(u.valToPos(event.at, "x") - left) <= NEAR) {
        box.append(row(event.color, event.title, clockText(event.at * 1000), false));
      }
    }
    for (const one of props.under?.told(data.times[idx] ?? 0, u.posToVal(top, "y")) ?? []) {
      box.append(row("", one.name, one.text, false));
    }
    for (const { line, value } of listed) {
      box.append(row(line.color, line.label, formatted(value, line.unit), line === nearest && rows.length > 1));
    }
    if (rows.length > MOST) box.append(row("", `and ${rows.length - MOST} more`, "", false));
    box.hidden = false;
    place(u, left, top);
  }

  function place(u: uPlot, left: number, top: number): void {
    const over = u.over.getBoundingClientRect();
    const { width, height } = box.getBoundingClientRect();
    const x = over.left + left + 14;
    const y = over.top + top + 14;
    box.style.left = `${x + width > innerWidth ? Math.max(0, x - width - 28) : x}px`;
    box.style.top = `${y + height > innerHeight ? Math.max(0, y - height - 28) : y}px`;
  }

  return {
    hooks: {
      init: [
        (u) => {
          document.body.append(box);
          u.over.addEventListener("mouseleave", () => {
            box.hidden = true;
          });
        },
      ],
      setCursor: [update],
      destroy: [() => box.remove()],
    },
  };
}

/** The lines that have a value at an index, the nearest to a height in pixels first. */
export function rowsAt(u: uPlot, { shown, data }: Seen, idx: number, top: number): Row[] {
  const rows: Row[] = [];
  shown.forEach((line, index) => {
    if (line.quiet && !line.ahead) return;
    const at = holding(data.worth[index] ?? [], idx, line.style === "bars");
    const value = data.worth[index]?.[at];
    const drawn = data.drawn[index]?.[at];
    if (typeof value !== "number" || typeof drawn !== "number") return;
    rows.push({ line, value, away: Math.abs(u.valToPos(drawn, line.right ? "right" : "y") - top) });
  });
  return rows.sort((a, b) => a.away - b.away);
}

/** The index itself, or where a line that goes on over a hole has its nearest value. */
function holding(values: readonly unknown[], idx: number, exact: boolean): number {
  if (exact || values[idx] !== undefined) return idx;
  for (let away = 1; away < values.length; away += 1) {
    for (const at of [idx - away, idx + away]) if (values[at] !== undefined) return at;
  }
  return idx;
}

function row(color: string, label: string, value: string, strong: boolean): HTMLElement {
  const line = document.createElement("div");
  line.className = strong ? "graph-tooltip-row strong" : "graph-tooltip-row";
  const dot = document.createElement("i");
  if (color) dot.style.background = color;
  else dot.style.display = "none";
  const name = document.createElement("span");
  name.textContent = label;
  const number = document.createElement("b");
  number.textContent = value;
  line.append(dot, name, number);
  return line;
}
