/** Powerpacks: a group saved to be used again, and those there are put onto a dashboard. */

import { ActionIcon, Button, Group, Modal, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { WidgetJson } from "@/api/dashboards";
import { createPowerpack, deletePowerpack, type Powerpack, usePowerpacks } from "@/api/powerpacks";
import { copyOf, innerOf } from "@/components/draft";
import { done, failed } from "@/components/notify";
import { Empty } from "@/components/states";

/** Asks for a name and keeps the group under it. */
export function SavePowerpack({ group, onClose }: { group: WidgetJson; onClose: () => void }) {
  const [name, setName] = useState(String(group.definition.title ?? ""));
  const [description, setDescription] = useState("");
  const cache = useQueryClient();
  const save = async () => {
    try {
      const layout = { x: 0, y: 0, width: 12, height: 3, ...group.layout };
      await createPowerpack({ name: name.trim(), description, group_widget: { ...copyOf(group), layout } });
      await cache.invalidateQueries({ queryKey: ["powerpacks"] });
      done("The powerpack is saved; Add widget offers it");
      onClose();
    } catch (wrong) {
      failed(wrong);
    }
  };
  return (
    <Modal opened onClose={onClose} title="Save the group as a powerpack">
      <Stack gap="sm">
        <TextInput data-autofocus label="Name" value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <Textarea
          label="Description"
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button disabled={!name.trim()} onClick={() => void save()}>
            Save
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function widgetFor({ id, attributes }: Powerpack): WidgetJson {
  const { layout } = attributes.group_widget;
  return { definition: { type: "powerpack", powerpack_id: id, title: attributes.name }, ...(layout && { layout }) };
}

/** Every powerpack; the chosen one is put onto the dashboard, which shows it as it is wherever it is changed. */
export function ChoosePowerpack({
  onChosen,
  onClose,
}: {
  onChosen: (widget: WidgetJson) => void;
  onClose: () => void;
}) {
  const { data: packs } = usePowerpacks();
  const cache = useQueryClient();
  const remove = async (pack: Powerpack) => {
    if (!confirm(`Delete the powerpack "${pack.attributes.name}"? Dashboards that show it show it no more.`)) return;
    await deletePowerpack(pack.id).catch(failed);
    await cache.invalidateQueries({ queryKey: ["powerpacks"] });
  };
  return (
    <Modal opened onClose={onClose} title="Add a powerpack">
      {packs?.length === 0 && (
        <Empty title="No powerpacks yet">
          Save one from a group's menu: its widgets can then be added to any dashboard.
        </Empty>
      )}
      <Stack gap={4}>
        {packs?.map((pack) => (
          <Group key={pack.id} justify="space-between" wrap="nowrap">
            <Stack gap={0} style={{ minWidth: 0 }}>
              <Text size="sm" fw={500} truncate>
                {pack.attributes.name}
              </Text>
              <Text size="xs" c="dimmed" truncate>
                {pack.attributes.description || `${innerOf(pack.attributes.group_widget.definition).length} widgets`}
              </Text>
            </Stack>
            <Group gap={4} wrap="nowrap">
              <Button size="compact-sm" onClick={() => onChosen(widgetFor(pack))}>
                Add
              </Button>
              <ActionIcon
                variant="subtle"
                color="red"
                aria-label={`Delete ${pack.attributes.name}`}
                onClick={() => void remove(pack)}
              >
                <IconTrash size={15} />
              </ActionIcon>
            </Group>
          </Group>
        ))}
      </Stack>
    </Modal>
  );
}
