/** The grid to edit: widgets are moved, resized, opened, doubled and removed. */

import { Box, Group } from "@mantine/core";
import {
  IconArrowBarToDown,
  IconClipboard,
  IconCopy,
  IconGripVertical,
  IconPencil,
  IconTrash,
} from "@tabler/icons-react";
import GridLayout, { WidthProvider } from "react-grid-layout";
import "react-grid-layout/css/styles.css";
import "react-resizable/css/styles.css";
import type { Definition, WidgetJson } from "@/api/dashboards";
import { copyOf, doubled, type Place, replaced, takenOut } from "@/components/draft";
import { copied } from "@/components/notify";
import { Tool } from "@/components/Tool";
import { flowed } from "@/lib/grid";
import { widgetOf } from "@/widgets/catalogue";
import { Frame } from "@/widgets/frame/Frame";
import { GAP, UNIT } from "@/widgets/frame/Grid";
import { InnerTools } from "@/widgets/group";
import type { Scene } from "@/widgets/widget";

type Props = {
  widgets: WidgetJson[];
  free: boolean;
  scene: Scene;
  onChange: (widgets: WidgetJson[]) => void;
  onOpen: (place: Place) => void;
};

const Sized = WidthProvider(GridLayout);

export default function EditGrid({ widgets, free, scene, onChange, onOpen }: Props) {
  const placed = flowed(
    widgets,
    (one) => one.layout,
    (one) => widgetOf(one.definition.type)?.size ?? { width: 4, height: 2 },
  );
  const boxes = placed.map((one) => one.box);
  const columns = free ? Math.max(140, ...boxes.map((box) => box.x + box.width)) : 12;
  const moved = (layout: GridLayout.Layout[]) =>
    onChange(
      widgets.map((widget, at) => {
        const place = layout.find((one) => one.i === String(at));
        return place
          ? { ...widget, layout: { ...widget.layout, x: place.x, y: place.y, width: place.w, height: place.h } }
          : widget;
      }),
    );
  const innerTools = (group: Definition, inner: number) => {
    const place = { at: widgets.findIndex((one) => one.definition === group), inner };
    return (
      <Group gap={0} wrap="nowrap" bg="var(--surface)" style={{ borderRadius: 4 }}>
        <Tool name="Edit widget" onClick={() => onOpen(place)}>
          <IconPencil size={15} />
        </Tool>
        <Tool name="Take out of the group" onClick={() => onChange(takenOut(widgets, place))}>
          <IconArrowBarToDown size={15} />
        </Tool>
        <Tool name="Delete widget" onClick={() => onChange(replaced(widgets, place, null))}>
          <IconTrash size={15} />
        </Tool>
      </Group>
    );
  };
  return (
    <InnerTools.Provider value={innerTools}>
      <Sized
        cols={columns}
        rowHeight={free ? 10 : UNIT - GAP}
        margin={free ? [0, 0] : [GAP, GAP]}
        containerPadding={[0, 0]}
        compactType={free ? null : "vertical"}
        preventCollision={free}
        draggableHandle=".drag-handle"
        layout={placed.map(({ box }, at) => ({ i: String(at), x: box.x, y: box.y, w: box.width, h: box.height }))}
        onDragStop={moved}
        onResizeStop={moved}
      >
        {widgets.map((widget, at) => (
          <Box key={String(at)}>
            <Frame
              widget={widget}
              scene={scene}
              tools={
                <Group gap={0} wrap="nowrap" bg="var(--surface)" style={{ borderRadius: 4 }}>
                  <Box className="drag-handle" style={{ cursor: "grab", display: "flex" }} title="Move">
                    <IconGripVertical size={16} />
                  </Box>
                  <Tool name="Edit widget" onClick={() => onOpen({ at })}>
                    <IconPencil size={15} />
                  </Tool>
                  <Tool
                    name="Copy widget (Ctrl-V puts it into a dashboard)"
                    onClick={() => void copied(JSON.stringify(copyOf(widget), null, 2))}
                  >
                    <IconClipboard size={15} />
                  </Tool>
                  <Tool name="Duplicate widget" onClick={() => onChange(doubled(widgets, { at }))}>
                    <IconCopy size={15} />
                  </Tool>
                  <Tool name="Delete widget" onClick={() => onChange(replaced(widgets, { at }, null))}>
                    <IconTrash size={15} />
                  </Tool>
                </Group>
              }
            />
          </Box>
        ))}
      </Sized>
    </InnerTools.Provider>
  );
}
