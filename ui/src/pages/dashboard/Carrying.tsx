/** Widgets that are dragged from one grid into another: into a group, out of it, from group to group. */

import { Box } from "@mantine/core";
import { createContext, type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import type { WidgetJson } from "@/api/dashboards";
import type { Place } from "@/components/draft";
import type { Box as Cell } from "@/lib/grid";
import { pointerOf, scrollAtEdges } from "./edges";

/** The grid of a group, or with null the dashboard's own, and the cells that are pointed at; none in a collapsed group. */
export type Aim = { group: number | null; columns: number; cell: Cell | null };
/** What a drop would make of the dashboard, and where in its grid the widget would come to stand. */
export type Landing = { widgets: WidgetJson[]; cell: Cell | null };

type Point = { x: number; y: number };
type Shown = { around: Cell | null; put: Cell | null };

type Carrying = {
  /** Whether the pointer is over another grid than that of the dragged widget, which then leaves its neighbours alone. */
  away: boolean;
  begin: (event: Event, node: HTMLElement, from: Place) => void;
  /** Ends the drag; true where it ended in another grid, and the widgets were changed. */
  end: () => boolean;
};

export const Carried = createContext<Carrying>({ away: false, begin: () => {}, end: () => false });

type Props = {
  land: (from: Place, aim: Aim) => Landing;
  onChange: (widgets: WidgetJson[]) => void;
  children: ReactNode;
};

export function Carrying({ land, onChange, children }: Props) {
  const around = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState<Shown | null>(null);
  const landing = useRef<Landing | null>(null);
  const stop = useRef(() => {});
  const latest = useRef({ land, onChange });
  latest.current = { land, onChange };
  const away = shown !== null;
  useEffect(() => () => stop.current(), []);

  const carrying = useMemo(() => {
    const begin = (event: Event, node: HTMLElement, from: Place) => {
      const still = scrollAtEdges();
      stop.current = still;
      const outer = around.current;
      if (!outer || node.dataset.group) return;
      // Where all stood at the start counts: on the way, what is dragged pushes groups about.
      const grids = gridsOf(outer, from);
      const start = pointIn(outer, event);
      const { x, y, width, height } = rectIn(outer, node);
      let before = "";
      const track = (moved: Event) => {
        const point = pointIn(outer, moved);
        const over = grids.find(({ zone }) => contains(zone, point));
        const box = { x: x + point.x - start.x, y: y + point.y - start.y, width, height };
        const aim = over && !over.own ? aimed(over, box) : null;
        const now = JSON.stringify(aim);
        if (now === before) return;
        before = now;
        landing.current = aim && latest.current.land(from, aim);
        const next = over && landing.current && seen(over, landing.current.cell);
        // At once, so that the widget's grid knows before it hears of this very move.
        flushSync(() => setShown(next || null));
      };
      window.addEventListener("mousemove", track, true);
      window.addEventListener("touchmove", track, true);
      stop.current = () => {
        still();
        window.removeEventListener("mousemove", track, true);
        window.removeEventListener("touchmove", track, true);
      };
    };
    const end = () => {
      stop.current();
      setShown(null);
      const made = landing.current;
      landing.current = null;
      if (made) latest.current.onChange(made.widgets);
      return made !== null;
    };
    return { away, begin, end };
  }, [away]);

  return (
    <Box ref={around} pos="relative" data-carrying={away || undefined}>
      <Carried.Provider value={carrying}>{children}</Carried.Provider>
      {shown?.around && <Box className="carry-around" {...standing(shown.around)} />}
      {shown?.put && <Box className="carry-put" {...standing(shown.put)} />}
    </Box>
  );
}

const standing = ({ x, y, width, height }: Cell) => ({
  pos: "absolute" as const,
  style: { left: x, top: y, width, height },
});

type Grid = {
  /** Null for the dashboard's own. */
  group: number | null;
  /** Whether the dragged widget comes from there. */
  own: boolean;
  /** The group's frame, and the part of it over which the pointer means its grid. */
  frame: Cell;
  zone: Cell;
  columns: number;
  /** Pixels from one cell to the next, and between two; none of a collapsed group. */
  cells: (Cell & { across: number; down: number; gap: number }) | null;
};

/** The grids within an element and the zones that stand for them, in its pixels. */
function gridsOf(outer: HTMLElement, from: Place): Grid[] {
  const grid = (group: number | null, element: HTMLElement, own: boolean): Grid => {
    const found = element.querySelector<HTMLElement>(".edit-cells");
    const [columns = 12, row = 1, gap = 0] = (found?.dataset.measures ?? "").split(" ").map(Number);
    const rect = rectIn(outer, found?.firstElementChild ?? element);
    const across = (rect.width + gap) / columns;
    const frame = rectIn(outer, element);
    // Over the title of another group, a widget is put above that group.
    const title = found && group !== null && !own ? rect.y - frame.y : 0;
    return {
      group,
      own,
      frame,
      zone: group === null ? EVERYWHERE : { ...frame, y: frame.y + title, height: frame.height - title },
      columns,
      cells: found && { ...rect, across, down: row + gap, gap },
    };
  };
  const groups = [...outer.querySelectorAll<HTMLElement>("[data-group]")].map((element) => {
    const group = Number(element.dataset.group);
    return grid(group, element, from.inner !== undefined && from.at === group);
  });
  return [...groups, grid(null, outer, from.inner === undefined)];
}

const EVERYWHERE: Cell = { x: -1e6, y: -1e6, width: 2e6, height: 2e6 };

/** The cells of a grid that a box covers best. */
function aimed({ group, columns, cells }: Grid, box: Cell): Aim {
  if (!cells) return { group, columns, cell: null };
  const { across, down, gap } = cells;
  const width = Math.min(Math.max(Math.round((box.width + gap) / across), 1), columns);
  const height = Math.max(Math.round((box.height + gap) / down), 1);
  const x = Math.min(Math.max(Math.round((box.x - cells.x) / across), 0), columns - width);
  return { group, columns, cell: { x, y: Math.max(Math.round((box.y - cells.y) / down), 0), width, height } };
}

/** What is drawn of a grid that is pointed at: the group, and where in it the widget will stand. */
function seen({ group, frame, cells }: Grid, cell: Cell | null): Shown {
  const around = group === null ? null : frame;
  if (!cells || !cell) return { around, put: null };
  const { across, down, gap } = cells;
  const put = {
    x: cells.x + cell.x * across,
    y: cells.y + cell.y * down,
    width: cell.width * across - gap,
    height: cell.height * down - gap,
  };
  // A group grows once the widget is there; until then its place is shown as far as the group reaches.
  return { around, put: around ? { ...put, height: Math.min(put.height, around.y + around.height - put.y) } : put };
}

const contains = (box: Cell, { x, y }: Point) =>
  x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;

function pointIn(outer: HTMLElement, event: Event): Point {
  const { clientX, clientY } = pointerOf(event as MouseEvent);
  const { left, top } = outer.getBoundingClientRect();
  return { x: clientX - left, y: clientY - top };
}

function rectIn(outer: HTMLElement, element: Element): Cell {
  const { left, top, width, height } = element.getBoundingClientRect();
  const origin = outer.getBoundingClientRect();
  return { x: left - origin.left, y: top - origin.top, width, height };
}
