/** What can be done with a cell of a notebook. */

import { Group, Menu } from "@mantine/core";
import {
  IconArrowDown,
  IconArrowsVertical,
  IconArrowUp,
  IconMessage,
  IconPencil,
  IconTrash,
} from "@tabler/icons-react";
import type { NotebookCell } from "@/api/notebooks";
import { AddButton } from "@/components/AddButton";
import { Tool } from "@/components/Tool";
import { isNote, SIZES } from "./cells";

const SIZE_NAMES: Record<string, string> = { xs: "Very low", s: "Low", m: "Medium", l: "High", xl: "Very high" };

type Props = {
  cell: NotebookCell;
  onEdit: () => void;
  onComment: () => void;
  onSize: (size: string) => void;
  onUp: (() => void) | undefined;
  onDown: (() => void) | undefined;
  onRemove: () => void;
};

export function CellTools({ cell, onEdit, onComment, onSize, onUp, onDown, onRemove }: Props) {
  const { definition, graph_size } = cell.attributes;
  return (
    <Group gap={0} wrap="nowrap" bg="var(--surface)" style={{ borderRadius: 4 }}>
      <Tool name="Edit" onClick={onEdit}>
        <IconPencil size={15} />
      </Tool>
      {!isNote(cell) && (
        <>
          <Menu position="bottom-end">
            <Menu.Target>
              <Tool name="Height">
                <IconArrowsVertical size={15} />
              </Tool>
            </Menu.Target>
            <Menu.Dropdown>
              {Object.keys(SIZES).map((size) => (
                <Menu.Item key={size} fw={size === (graph_size ?? "m") ? 700 : 400} onClick={() => onSize(size)}>
                  {SIZE_NAMES[size]}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
          <Tool name="Comment" onClick={onComment}>
            <IconMessage size={15} />
          </Tool>
          <AddButton small of={[{ label: "Graph", definition }]} />
        </>
      )}
      <Tool name="Move up" disabled={!onUp} onClick={onUp}>
        <IconArrowUp size={15} />
      </Tool>
      <Tool name="Move down" disabled={!onDown} onClick={onDown}>
        <IconArrowDown size={15} />
      </Tool>
      <Tool name="Remove" onClick={onRemove}>
        <IconTrash size={15} />
      </Tool>
    </Group>
  );
}
