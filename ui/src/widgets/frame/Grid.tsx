/** Widgets on the grid, to look at: twelve columns, or one where the window is narrow; or a free canvas. */

import { Box } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { type CSSProperties, createContext, type ReactNode } from "react";
import type { WidgetJson } from "@/api/dashboards";
import { groupHeight } from "@/components/draft";
import { bottom, compacted, flowed, type Box as Place, separated } from "@/lib/grid";
import { widgetOf } from "../catalogue";
import type { Scene } from "../widget";
import { Frame } from "./Frame";

/** A unit of the grid is two tracks, so that a collapsed group can be lower than a unit. */
const TRACK = 36;
export const GAP = 8;
export const UNIT = 2 * (TRACK + GAP);
/** Where a column of the twelve would be narrower than this, widgets stand one below the other. */
const NARROW = 58;
/** Pixels of a free canvas' unit: fitted to the width within these. */
const FREE = { least: 7, most: 12 };

type Props = {
  widgets: readonly WidgetJson[];
  scene: Scene;
  free?: boolean;
  columns?: number;
  /** Within a group; its rows fill the group where that is as high as they need. */
  inside?: boolean;
  fills?: boolean;
  collapsed?: ReadonlySet<WidgetJson>;
  tools?: (widget: WidgetJson) => ReactNode;
};

/** What a group is told of the place it stands in. */
export const GroupPlace = createContext({ columns: 12, fills: true });

export function Grid({ widgets, scene, free, columns = 12, inside, fills, collapsed, tools }: Props) {
  const { ref, width } = useElementSize();
  const placed = placesOf(widgets, columns);
  const narrow = width > 0 && width < NARROW * columns;
  const cell = (item: WidgetJson, at: number, style: CSSProperties, place: Place) => (
    <Box key={item.id ?? at} style={{ minWidth: 0, minHeight: 0, ...style }}>
      <GroupPlace.Provider
        value={{ columns: place.width, fills: !narrow && place.height <= needed(item, place.width) }}
      >
        <Frame widget={item} scene={scene} tools={tools?.(item)} />
      </GroupPlace.Provider>
    </Box>
  );
  if (free) {
    const boxes = placed.map((one) => one.box);
    const edge = Math.max(1, ...boxes.map((box) => box.x + box.width));
    const unit = Math.min(Math.max((width || edge * 10) / edge, FREE.least), FREE.most);
    const read = [...placed].sort((a, b) => a.box.y - b.box.y || a.box.x - b.box.x);
    return narrow ? (
      <Box ref={ref} style={{ display: "grid", gap: GAP, gridTemplateColumns: "repeat(2, minmax(0, 1fr))" }}>
        {read.map(({ item, box }, at) => {
          const small = box.width <= 22;
          const style = { gridColumn: small ? "span 1" : "1 / -1", height: Math.max(box.height * 10, 40) };
          return cell(item, at, style, box);
        })}
      </Box>
    ) : (
      <Box ref={ref} style={{ overflowX: "auto" }}>
        <Box style={{ position: "relative", width: edge * unit, height: bottom(boxes) * unit }}>
          {read.map(({ item, box }, at) => {
            const style = {
              position: "absolute",
              left: box.x * unit,
              top: box.y * unit,
              width: box.width * unit - 4,
              height: box.height * unit - 4,
            } as const;
            return cell(item, at, style, box);
          })}
        </Box>
      </Box>
    );
  }
  const tracks = separated(placed).map(({ item, box }) => ({
    item: { item, box },
    box: { ...box, y: box.y * 2, height: collapsed?.has(item) ? 1 : Math.max(box.height, needed(item, box.width)) * 2 },
  }));
  // As while editing: nothing hangs in the air, nothing covers another.
  const shown = inside ? tracks : compacted(tracks);
  const ordered = [...shown].sort((a, b) => a.box.y - b.box.y || a.box.x - b.box.x);
  const rows = bottom(shown.map((one) => one.box));
  return (
    <Box
      ref={ref}
      style={{
        display: "grid",
        gap: GAP,
        gridTemplateColumns: narrow ? "repeat(2, minmax(0, 1fr))" : `repeat(${columns}, minmax(0, 1fr))`,
        gridAutoRows: narrow ? "auto" : TRACK,
        ...(fills && !narrow && { height: "100%", gridTemplateRows: `repeat(${rows}, minmax(0, 1fr))` }),
      }}
    >
      {ordered.map(({ item: { item, box }, box: { x, y, width: wide, height } }, at) => {
        const style = narrow
          ? {
              gridColumn: wide <= 3 && item.definition.type !== "group" ? "span 1" : "1 / -1",
              ...narrowHeight(item, height, collapsed?.has(item)),
            }
          : { gridColumn: `${x + 1} / span ${wide}`, gridRow: `${y + 1} / span ${height}` };
        return cell(item, at, style, box);
      })}
    </Box>
  );
}

/** Where widgets stand: at their own places, or in the next free ones. */
export function placesOf(widgets: readonly WidgetJson[], columns: number) {
  return flowed(
    widgets,
    (widget) => widget.layout,
    (widget) => {
      const { width, height } = widgetOf(widget.definition.type)?.size ?? { width: 4, height: 2 };
      return { width, height: needed(widget, Math.min(width, columns)) || height };
    },
    columns,
  );
}

/** Units that a group needs for its widgets, its title and its banner; a stored height may be that of the collapsed group. */
export function needed({ definition }: WidgetJson, columns: number): number {
  if (definition.type !== "group" || !Array.isArray(definition.widgets)) return 0;
  const boxes = placesOf(definition.widgets as WidgetJson[], columns).map((one) => one.box);
  return groupHeight(definition, bottom(boxes));
}

function narrowHeight(widget: WidgetJson, tracks: number, collapsed: boolean | undefined) {
  if (widget.definition.type === "group") return collapsed ? { height: TRACK } : {};
  return { height: Math.max(tracks, 2) * (TRACK + GAP) - GAP };
}
