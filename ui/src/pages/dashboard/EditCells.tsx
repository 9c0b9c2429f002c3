/** Widgets on a grid of their own that are moved and resized: those of a dashboard, or those within a group. */

import { Box, Group } from "@mantine/core";
import { IconGripVertical } from "@tabler/icons-react";
import { type ReactNode, useRef } from "react";
import GridLayout, { WidthProvider } from "react-grid-layout";
import "react-grid-layout/css/styles.css";
import "react-resizable/css/styles.css";
import "./EditCells.css";
import type { WidgetJson } from "@/api/dashboards";
import { Frame } from "@/widgets/frame/Frame";
import { GAP, GroupPlace, needed, placesOf, UNIT } from "@/widgets/frame/Grid";
import type { Scene } from "@/widgets/widget";

type Props = {
  widgets: readonly WidgetJson[];
  scene: Scene;
  columns: number;
  free?: boolean;
  /** The buttons of the widget at an index. */
  tools: (at: number) => ReactNode;
  onChange: (widgets: WidgetJson[]) => void;
};

const Sized = WidthProvider(GridLayout);

const shapeOf = (layout: GridLayout.Layout[]) => JSON.stringify(layout.map(({ i, x, y, w, h }) => [i, x, y, w, h]));

export function EditCells({ widgets, scene, columns, free, tools, onChange }: Props) {
  const placed = placesOf(widgets, columns).map(({ item, box }) => {
    const least = needed(item, box.width);
    return { item, least: Math.max(1, least), box: { ...box, height: Math.max(box.height, least) } };
  });
  const pressed = useRef("");
  const press = (layout: GridLayout.Layout[]) => {
    pressed.current = shapeOf(layout);
  };
  const release = (layout: GridLayout.Layout[]) => {
    // A click is a press and a release as well.
    if (shapeOf(layout) === pressed.current) return;
    onChange(
      widgets.map((widget, at) => {
        const place = layout.find((one) => one.i === String(at));
        return place
          ? { ...widget, layout: { ...widget.layout, x: place.x, y: place.y, width: place.w, height: place.h } }
          : widget;
      }),
    );
  };
  return (
    // A press within belongs to these widgets, not to the group that they are in.
    <Box className="edit-cells">
      <Sized
        cols={columns}
        rowHeight={free ? 10 : UNIT - GAP}
        margin={free ? [0, 0] : [GAP, GAP]}
        containerPadding={[0, 0]}
        compactType={free ? null : "vertical"}
        preventCollision={free}
        draggableHandle=".drag-handle, [data-widget-head]"
        draggableCancel="button, .react-grid-item .edit-cells"
        layout={placed.map(({ box, least }, at) => ({
          i: String(at),
          x: box.x,
          y: box.y,
          w: box.width,
          h: box.height,
          minH: least,
        }))}
        onDragStart={press}
        onDragStop={release}
        onResizeStart={press}
        onResizeStop={release}
      >
        {placed.map(({ item, box }, at) => (
          <Box key={String(at)}>
            <GroupPlace.Provider value={{ columns: box.width, fills: false }}>
              <Frame
                widget={item}
                scene={scene}
                tools={
                  <Group gap={0} wrap="nowrap" bg="var(--surface)" style={{ borderRadius: 4 }}>
                    <Box className="drag-handle" style={{ cursor: "grab", display: "flex" }} title="Move">
                      <IconGripVertical size={16} />
                    </Box>
                    {tools(at)}
                  </Group>
                }
              />
            </GroupPlace.Provider>
          </Box>
        ))}
      </Sized>
    </Box>
  );
}
