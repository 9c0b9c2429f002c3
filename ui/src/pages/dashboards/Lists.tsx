/** Beside the dashboards: what is shown of them, by presets and by the lists that people keep. */

import { ActionIcon, Group, Menu, NavLink, Select, Stack, Text, TextInput } from "@mantine/core";
import { IconDots, IconList, IconPlus } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { createList, deleteList, renameList, useLists } from "@/api/dashboard_lists";
import { failed } from "@/components/notify";

/** `all`, `starred`, `mine`, `shipped`, `shared`, `deleted`, or a list's number. */
type Props = { shown: string; onShow: (shown: string) => void };

const PRESETS = [
  ["all", "All dashboards"],
  ["starred", "Starred"],
  ["mine", "Made by you"],
  ["shipped", "Come with Vizsla"],
  ["shared", "With public links"],
  ["deleted", "Deleted"],
] as const;

/** The same as a field, where there is no room beside. */
export function ListSelect({ shown, onShow }: Props) {
  const { data: lists = [] } = useLists();
  return (
    <Select
      size="xs"
      w={150}
      hiddenFrom="sm"
      aria-label="Shown"
      allowDeselect={false}
      data={[
        ...PRESETS.map(([value, label]) => ({ value: String(value), label: String(label) })),
        ...lists.map((list) => ({ value: String(list.id), label: list.name })),
      ]}
      value={shown}
      onChange={(next) => onShow(next ?? "all")}
    />
  );
}

export function Lists({ shown, onShow }: Props) {
  const { data: lists = [] } = useLists();
  const [name, setName] = useState<string | null>(null);
  const cache = useQueryClient();
  const change = async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (wrong) {
      failed(wrong);
    }
    await cache.invalidateQueries({ queryKey: ["dashboard-lists"] });
  };
  const make = () => {
    if (name?.trim()) void change(() => createList(name.trim()).then((made) => onShow(String(made.id))));
    setName(null);
  };
  return (
    <Stack gap={1} component="nav" aria-label="Lists of dashboards">
      {PRESETS.map(([key, label]) => (
        <NavLink key={key} label={label} active={shown === key} py={4} onClick={() => onShow(key)} />
      ))}
      <Group justify="space-between" mt="sm" px={10}>
        <Text size="xs" c="dimmed" fw={600}>
          Lists
        </Text>
        <ActionIcon variant="subtle" color="gray" size={22} aria-label="New list" onClick={() => setName("")}>
          <IconPlus size={14} />
        </ActionIcon>
      </Group>
      {name !== null && (
        <TextInput
          autoFocus
          size="xs"
          mx={8}
          placeholder="Name of the list"
          aria-label="Name of the list"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          onBlur={make}
          onKeyDown={(event) => {
            if (event.key === "Enter") make();
            else if (event.key === "Escape") setName(null);
          }}
        />
      )}
      {lists.map((list) => (
        <Group key={list.id} gap={0} wrap="nowrap">
          <NavLink
            label={list.name}
            leftSection={<IconList size={14} />}
            rightSection={
              <Text size="xs" c="dimmed">
                {list.dashboard_count}
              </Text>
            }
            active={shown === String(list.id)}
            py={4}
            onClick={() => onShow(String(list.id))}
          />
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" size={22} aria-label={`Actions for the list ${list.name}`}>
                <IconDots size={14} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                onClick={() => {
                  const next = prompt("Name of the list", list.name)?.trim();
                  if (next) void change(() => renameList(list.id, next));
                }}
              >
                Rename
              </Menu.Item>
              <Menu.Item
                color="red"
                onClick={() => {
                  if (!confirm(`Delete the list "${list.name}"? Its dashboards stay.`)) return;
                  if (shown === String(list.id)) onShow("all");
                  void change(() => deleteList(list.id));
                }}
              >
                Delete
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </Group>
      ))}
      {!lists.length && name === null && (
        <Text size="xs" c="dimmed" px={10}>
          None yet; + makes one.
        </Text>
      )}
    </Stack>
  );
}
