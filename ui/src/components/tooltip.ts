/** The box beside the cursor that names the values under it. */

import type uPlot from "uplot";
import type { Aligned, Line } from "@/lib/plot";
import { dateText } from "@/lib/time";

type Seen = { shown: readonly Line[]; data: Aligned };

const MOST = 12;

/** A uPlot plugin; only the graph under the pointer shows its box, the others their cursors. */
export function tooltip(seen: () => Seen, format: (value: number, unit?: string | null) => string): uPlot.Plugin {
  const box = document.createElement("div");
  box.className = "graph-tooltip";
  box.hidden = true;

  function update(u: uPlot): void {
    const { idx, left = -1, top = -1 } = u.cursor;
    if (idx === null || idx === undefined || left < 0 || !u.over.matches(":hover")) {
      box.hidden = true;
      return;
    }
    const { shown, data } = seen();
    const at = u.posToVal(top, "y");
    const rows = shown
      .map((line, index) => ({ line, value: data.worth[index]?.[idx], drawn: data.drawn[index]?.[idx] }))
      .filter((row) => row.value !== null && row.value !== undefined && !row.line.quiet)
      .sort((a, b) => Math.abs((a.drawn ?? 0) - at) - Math.abs((b.drawn ?? 0) - at));
    const nearest = rows[0]?.line;
    const listed = rows.slice(0, MOST).sort((a, b) => (b.value ?? 0) - (a.value ?? 0));
    box.replaceChildren(row("", dateText((data.times[idx] ?? 0) * 1000), "", true));
    for (const { line, value } of listed) {
      box.append(row(line.color, line.label, format(value ?? 0, line.unit), line === nearest));
    }
    if (rows.length > MOST) box.append(row("", `and ${rows.length - MOST} more`, "", false));
    box.hidden = false;
    place(u, left, top);
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
