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
import {
  arranged,
  copyOf,
  doubled,
  innerOf,
  type Place,
  putInside,
  replaced,
  takenOut,
  widgetAt,
} from "@/components/draft";
import { copied } from "@/components/notify";
import { Tool } from "@/components/Tool";
import { Editing } from "@/widgets/group";
import type { Scene } from "@/widgets/widget";
import { EditCells } from "./EditCells";

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
          <Tool name="Take out of the group" onClick={() => onChange(takenOut(widgets, place))}>
            <IconFolderMinus size={15} />
          </Tool>
        )}
        {place.inner === undefined && widget.definition.type !== "group" && groups.length > 0 && (
          <Into groups={groups} onChoose={(group) => onChange(putInside(widgets, place.at, group))} />
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
        tools={(inner) => tools({ at, inner })}
        onChange={(inner) => onChange(arranged(widgets, at, inner))}
      />
    );
  };
  return (
    <Editing.Provider value={inside}>
      <EditCells
        widgets={widgets}
        scene={scene}
        columns={free ? Math.max(140, ...edges) : 12}
        free={free}
        tools={(at) => tools({ at })}
        onChange={onChange}
      />
    </Editing.Provider>
  );
}

type IntoProps = { groups: Array<{ at: number; definition: Definition }>; onChoose: (group: number) => void };

function Into({ groups, onChoose }: IntoProps) {
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
