/** A dashboard to edit: widgets are moved, resized, opened, doubled, removed, and put into groups and out of them. */

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
import { roomFor } from "@/lib/grid";
import { Editing } from "@/widgets/group";
import type { Scene } from "@/widgets/widget";
import { type Aim, Carrying } from "./Carrying";
import { EditCells, settled } from "./EditCells";
import type { Deed } from "./EditTools";

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
  const tools = (place: Place): Deed[] => {
    const widget = widgetAt(widgets, place);
    if (!widget) return [];
    const { at: own, inner } = place;
    const others = groups.filter(({ at }) => at !== own);
    const into = others.map(({ at, definition }) => ({
      name: String(definition.title || "Group"),
      act: () => onChange(carried(widgets, place, at)),
    }));
    const out: Deed = {
      name: "Take out of the group",
      Icon: IconFolderMinus,
      act: () => onChange(carried(widgets, place, null)),
    };
    return [
      { name: "Edit widget", Icon: IconPencil, act: () => onOpen(place) },
      {
        name: "Copy widget",
        said: "Copy widget (Ctrl-V puts it into a dashboard)",
        Icon: IconClipboard,
        act: () => void copied(JSON.stringify(copyOf(widget), null, 2)),
      },
      { name: "Duplicate widget", Icon: IconCopy, act: () => onChange(doubled(widgets, place)) },
      ...(inner === undefined ? [] : [out]),
      ...(widget.definition.type !== "group" && into.length
        ? [{ name: "Put into a group", Icon: IconFolderSymlink, choices: into }]
        : []),
      { name: "Delete widget", Icon: IconTrash, act: () => onChange(replaced(widgets, place, null)) },
    ];
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
