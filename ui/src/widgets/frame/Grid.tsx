/** Widgets on the grid, to look at: twelve columns, or one where the window is narrow. */

import { Box } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import type { ReactNode } from "react";
import type { WidgetJson } from "@/api/dashboards";
import { bottom, compacted, flowed } from "@/lib/grid";
import { widgetOf } from "../catalogue";
import type { Scene } from "../widget";
import { Frame } from "./Frame";

/** A unit of the grid is two tracks, so that a collapsed group can be lower than a unit. */
const TRACK = 36;
export const GAP = 8;
export const UNIT = 2 * (TRACK + GAP);
const NARROW = 700;

type Props = {
  widgets: readonly WidgetJson[];
  scene: Scene;
  free?: boolean;
  columns?: number;
  /** Fills the height of its parent, as within a group. */
  inside?: boolean;
  collapsed?: ReadonlySet<WidgetJson>;
  tools?: (widget: WidgetJson) => ReactNode;
};

export function Grid({ widgets, scene, free, columns = 12, inside, collapsed, tools }: Props) {
  const { ref, width } = useElementSize();
  const placed = flowed(
    widgets,
    (widget) => widget.layout,
    (widget) => widgetOf(widget.definition.type)?.size ?? { width: 4, height: 2 },
  );
  if (free && width >= NARROW) {
    return (
      <Box
        ref={ref}
        style={{ position: "relative", height: bottom(placed.map((one) => one.box)) * 10, overflowX: "auto" }}
      >
        {placed.map(({ item, box }, at) => (
          <Box
            key={item.id ?? at}
            style={{
              position: "absolute",
              left: box.x * 10,
              top: box.y * 10,
              width: box.width * 10 - 4,
              height: box.height * 10 - 4,
            }}
          >
            <Frame widget={item} scene={scene} tools={tools?.(item)} />
          </Box>
        ))}
      </Box>
    );
  }
  const narrow = width > 0 && width < NARROW && (!inside || columns > 6 || width < 420);
  const tracks = placed.map(({ item, box }) => ({
    item,
    box: { ...box, y: box.y * 2, height: collapsed?.has(item) ? 1 : Math.max(box.height, needed(item)) * 2 },
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
        ...(inside && !narrow && { height: "100%", gridTemplateRows: `repeat(${rows}, minmax(0, 1fr))` }),
      }}
    >
      {ordered.map(({ item, box }, at) => (
        <Box
          key={item.id ?? at}
          style={
            narrow
              ? {
                  gridColumn: box.width <= 3 ? "span 1" : "1 / -1",
                  ...narrowHeight(item, box.height, collapsed?.has(item)),
                }
              : {
                  gridColumn: `${box.x + 1} / span ${box.width}`,
                  gridRow: `${box.y + 1} / span ${box.height}`,
                  minHeight: 0,
                }
          }
        >
          <Frame widget={item} scene={scene} tools={tools?.(item)} />
        </Box>
      ))}
    </Box>
  );
}

/** Units that a group needs for its widgets and its title; a stored height may be that of the collapsed group. */
function needed({ definition }: WidgetJson): number {
  if (definition.type !== "group" || !Array.isArray(definition.widgets)) return 0;
  const boxes = (definition.widgets as WidgetJson[]).flatMap((one) => (one.layout ? [one.layout] : []));
  return bottom(boxes) + 1;
}

function narrowHeight(widget: WidgetJson, tracks: number, collapsed: boolean | undefined) {
  if (widget.definition.type === "group") return collapsed ? { height: TRACK } : {};
  return { height: Math.max(tracks, 2) * (TRACK + GAP) - GAP };
}
