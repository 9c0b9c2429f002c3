/** A dashboard to edit: widgets are moved, resized, opened, doubled, removed, and put into groups and out of them. */

import { Menu } from "@mantine/core";
import {
  IconClipboard,
  IconCopy,
  IconFolderMinus,
  IconFolderSymlink,
  IconPencil,
  IconTrash,
} from "@tabler/icons-react";
import type { Definition, WidgetJson } from "@/api/dashboards";
import { arranged, carried, copyOf, doubled, innerOf, type Place, replaced, widgetAt } from "@/components/draft";
import { copied } from "@/components/notify";
import { Tool } from "@/components/Tool";
import { roomFor } from "@/lib/grid";
import { Editing } from "@/widgets/group";
import type { Scene } from "@/widgets/widget";
import { type Aim, Carrying } from "./Carrying";
import { EditCells, settled } from "./EditCells";

type Props = {
  widgets: WidgetJson[];
  free: boolean;
  scene: Scene;
  onChange: (widgets: WidgetJson[]) => void;
  onOpen: (place: Place) => void;
};

export default function EditGrid({ widgets, free, scene, onChange, onOpen }: Props) {
  const edges = widgets.map(({ layout }) => (layout ? layout.x + layout.width : 0));
  const groups = widgets.flatMap(({ definition }, at) => (definition.type === "group" ? [{ at, definition }] : []));
  const land = (from: Place, { group, columns, cell }: Aim) => {
    if (!cell) return { widgets: carried(widgets, from, group), cell };
    const there = group === null ? widgets : innerOf(widgets[group]?.definition);
    const boxes = settled(there, columns).map(({ box }) => box);
    const room = roomFor(boxes, cell, group !== null || !free);
    return { widgets: carried(widgets, from, group, room), cell: room.put };
  };
  const tools = (place: Place) => {
    const widget = widgetAt(widgets, place);
    if (!widget) return null;
    return (
      <>
        <Tool name="Edit widget" onClick={() => onOpen(place)}>
          <IconPencil size={15} />
        </Tool>
        <Tool
          name="Copy widget (Ctrl-V puts it into a dashboard)"
          onClick={() => void copied(JSON.stringify(copyOf(widget), null, 2))}
        >
          <IconClipboard size={15} />
        </Tool>
        <Tool name="Duplicate widget" onClick={() => onChange(doubled(widgets, place))}>
          <IconCopy size={15} />
        </Tool>
        {place.inner !== undefined && (
          <Tool name="Take out of the group" onClick={() => onChange(carried(widgets, place, null))}>
            <IconFolderMinus size={15} />
          </Tool>
        )}
        {widget.definition.type !== "group" && (
          <Into
            groups={groups.filter(({ at }) => place.inner === undefined || at !== place.at)}
            onChoose={(group) => onChange(carried(widgets, place, group))}
          />
        )}
        <Tool name="Delete widget" onClick={() => onChange(replaced(widgets, place, null))}>
          <IconTrash size={15} />
        </Tool>
      </>
    );
  };
  const inside = (group: Definition, columns: number) => {
    const at = widgets.findIndex((one) => one.definition === group);
    if (at < 0) return null;
    return (
      <EditCells
        widgets={innerOf(group)}
        scene={scene}
        columns={columns}
        group={at}
        tools={(inner) => tools({ at, inner })}
        onChange={(inner) => onChange(arranged(widgets, at, inner))}
      />
    );
  };
  return (
    <Editing.Provider value={inside}>
      <Carrying land={land} onChange={onChange}>
        <EditCells
          widgets={widgets}
          scene={scene}
          columns={free ? Math.max(140, ...edges) : 12}
          free={free}
          tools={(at) => tools({ at })}
          onChange={onChange}
        />
      </Carrying>
    </Editing.Provider>
  );
}

type IntoProps = { groups: Array<{ at: number; definition: Definition }>; onChoose: (group: number) => void };

function Into({ groups, onChoose }: IntoProps) {
  if (!groups.length) return null;
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Tool name="Put into a group">
          <IconFolderSymlink size={15} />
        </Tool>
      </Menu.Target>
      <Menu.Dropdown>
        {groups.map(({ at, definition }) => (
          <Menu.Item key={at} onClick={() => onChoose(at)}>
            {String(definition.title || "Group")}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
