/** Saved views: choices of all variables under a name. */

import { ActionIcon, Button, Group, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { IconDeviceFloppy, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import type { Preset } from "@/api/dashboards";
import { useParams, useSetParams } from "@/components/url";
import type { Variable } from "@/lib/templates";

type Props = {
  presets: readonly Preset[];
  variables: readonly Variable[];
  /** Stores other saved views and tells whether they are stored; absent where they cannot be changed. */
  onChange?: ((presets: Preset[]) => Promise<boolean>) | undefined;
};

const valuesOf = (one: { value?: string | null; values?: string[] | null }) =>
  one.values ?? (one.value ? [one.value] : []);

export function Presets({ presets, variables, onChange }: Props) {
  const params = useParams();
  const change = useSetParams();
  const [naming, setNaming] = useState<string | null>(null);
  const chosen = presets.find((one) => one.name === params.view)?.name ?? null;
  const choose = (name: string | null) => {
    const preset = presets.find((one) => one.name === name);
    const cleared = Object.fromEntries(variables.map((one) => [`tpl_${one.name}`, undefined]));
    const given = (preset?.template_variables ?? []).map((one) => [`tpl_${one.name}`, valuesOf(one).join(",") || "*"]);
    change({ ...cleared, ...Object.fromEntries(given), view: preset?.name });
  };
  const save = async () => {
    const name = naming?.trim();
    if (!name || !onChange) return;
    const template_variables = variables.map((one) => ({
      name: one.name,
      values: one.values.length ? one.values : ["*"],
    }));
    if (!(await onChange([...presets.filter((one) => one.name !== name), { name, template_variables }]))) return;
    change({ view: name });
    setNaming(null);
  };
  const remove = async (keep: NonNullable<typeof onChange>) => {
    if (await keep(presets.filter((one) => one.name !== chosen))) change({ view: undefined });
  };
  if (!presets.length && !onChange) return null;
  return (
    <Group gap={2} wrap="nowrap">
      {presets.length > 0 && (
        <Select
          size="xs"
          w={170}
          aria-label="Saved views"
          placeholder="Saved views"
          searchable
          clearable
          data={presets.map((one) => one.name)}
          value={chosen}
          onChange={choose}
        />
      )}
      {onChange && (
        <ActionIcon
          variant="subtle"
          color="gray"
          size={28}
          aria-label="Save this view"
          title="Save this view: the variables as they are now"
          onClick={() => setNaming(chosen ?? "")}
        >
          <IconDeviceFloppy size={16} />
        </ActionIcon>
      )}
      {onChange && chosen && (
        <ActionIcon
          variant="subtle"
          color="gray"
          size={28}
          aria-label={`Delete the view ${chosen}`}
          onClick={() => void remove(onChange)}
        >
          <IconTrash size={16} />
        </ActionIcon>
      )}
      {naming !== null && (
        <Modal opened onClose={() => setNaming(null)} title="Save this view" size="sm">
          <Stack gap="sm">
            <Text size="sm" c="dimmed">
              {variables.map((one) => `$${one.name} = ${one.values.join(", ") || "*"}`).join("; ")}
            </Text>
            <TextInput
              data-autofocus
              label="Name"
              value={naming}
              onChange={(event) => setNaming(event.currentTarget.value)}
              onKeyDown={(event) => event.key === "Enter" && void save()}
            />
            <Group justify="flex-end">
              <Button disabled={!naming.trim()} onClick={() => void save()}>
                Save
              </Button>
            </Group>
          </Stack>
        </Modal>
      )}
    </Group>
  );
}
