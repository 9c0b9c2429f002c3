/** Widgets on a grid of their own that are moved and resized: those of a dashboard, or those within a group. */

import { Box, Text } from "@mantine/core";
import { useContext, useMemo, useRef } from "react";
import GridLayout, { WidthProvider } from "react-grid-layout";
import "react-grid-layout/css/styles.css";
import "react-resizable/css/styles.css";
import "./EditCells.css";
import type { WidgetJson } from "@/api/dashboards";
import { Frame } from "@/widgets/frame/Frame";
import { GAP, GroupPlace, needed, placesOf, UNIT } from "@/widgets/frame/Grid";
import type { Scene } from "@/widgets/widget";
import { Carried } from "./Carrying";
import { type Deed, EditTools } from "./EditTools";

type Props = {
  widgets: readonly WidgetJson[];
  scene: Scene;
  columns: number;
  free?: boolean;
  /** The index of the group that these widgets are in. */
  group?: number;
  /** What can be done with the widget at an index. */
  tools: (at: number) => Deed[];
  onChange: (widgets: WidgetJson[]) => void;
};

const Sized = WidthProvider(GridLayout);

const shapeOf = (layout: GridLayout.Layout[]) => JSON.stringify(layout.map(({ i, x, y, w, h }) => [i, x, y, w, h]));

/** Where widgets stand while they are edited: groups as high as they need to be. */
export const settled = (widgets: readonly WidgetJson[], columns: number) =>
  placesOf(widgets, columns).map(({ item, box }, at) => {
    const least = needed(item, box.width);
    // By their ids, so that others are not drawn anew where one leaves.
    const first = item.id !== undefined && widgets.findIndex((one) => one.id === item.id) === at;
    const key = first ? `id ${item.id}` : String(at);
    return { item, key, least: Math.max(1, least), box: { ...box, height: Math.max(box.height, least) } };
  });

export function EditCells({ widgets, scene, columns, free, group, tools, onChange }: Props) {
  const placed = useMemo(() => settled(widgets, columns), [widgets, columns]);
  const carried = useContext(Carried);
  const [row, gap] = free ? [10, 0] : [UNIT - GAP, GAP];
  const pressed = useRef<GridLayout.Layout[]>([]);
  const press = (layout: GridLayout.Layout[]) => {
    pressed.current = layout.map((one) => ({ ...one }));
  };
  /** While a widget is over another grid, all in its own stand where they stood. */
  const drag = (layout: GridLayout.Layout[]) => {
    if (!carried.away) return;
    for (const one of layout) {
      const before = pressed.current.find(({ i }) => i === one.i);
      if (before) Object.assign(one, { x: before.x, y: before.y });
    }
  };
  // Made once, since a drag asks for all of this anew where it comes from grid to grid.
  const cells = useMemo(
    () =>
      placed.map(({ item, box, key }, at) => (
        <Box key={key} data-group={item.definition.type === "group" ? at : undefined}>
          <GroupPlace.Provider value={{ columns: box.width, fills: false }}>
            <Frame widget={item} scene={scene} tools={<EditTools deeds={tools(at)} />} />
          </GroupPlace.Provider>
        </Box>
      )),
    [placed, scene, tools],
  );
  const release = (layout: GridLayout.Layout[]) => {
    // A click is a press and a release as well.
    if (shapeOf(layout) === shapeOf(pressed.current)) return;
    onChange(
      widgets.map((widget, at) => {
        const place = layout.find((one) => one.i === placed[at]?.key);
        return place
          ? { ...widget, layout: { ...widget.layout, x: place.x, y: place.y, width: place.w, height: place.h } }
          : widget;
      }),
    );
  };
  return (
    // A press within belongs to these widgets, not to the group that they are in.
    <Box className="edit-cells" data-measures={`${columns} ${row} ${gap}`}>
      <Sized
        cols={columns}
        rowHeight={row}
        margin={[gap, gap]}
        containerPadding={[0, 0]}
        compactType={free ? null : "vertical"}
        preventCollision={free}
        allowOverlap={carried.away}
        draggableHandle=".drag-handle, [data-widget-head]"
        draggableCancel="button, .react-grid-item .edit-cells"
        layout={placed.map(({ box, key, least }) => ({
          i: key,
          x: box.x,
          y: box.y,
          w: box.width,
          h: box.height,
          minH: least,
        }))}
        onDragStart={(layout, item, _, __, event, node) => {
          press(layout);
          const at = placed.findIndex((one) => one.key === item.i);
          carried.begin(event, node, group === undefined ? { at } : { at: group, inner: at });
        }}
        onDrag={drag}
        onDragStop={(layout) => {
          if (!carried.end()) release(layout);
        }}
        onResizeStart={press}
        onResizeStop={release}
      >
        {cells}
      </Sized>
      {!widgets.length && group !== undefined && (
        <Text size="xs" c="dimmed" ta="center">
          Drag widgets here by their titles
        </Text>
      )}
    </Box>
  );
}
