/** The editor of a dashboard's template variables. */

import { ActionIcon, Autocomplete, Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import type { TemplateVariable } from "@/api/dashboards";
import { useMetricTags } from "@/api/metrics";

type Props = { variables: TemplateVariable[]; onCancel: () => void; onDone: (variables: TemplateVariable[]) => void };

export default function VariableEditor({ variables, onCancel, onDone }: Props) {
  const [rows, setRows] = useState(variables);
  const { data: tags = {} } = useMetricTags("");
  const set = (at: number, part: Partial<TemplateVariable>) =>
    setRows(rows.map((row, index) => (index === at ? { ...row, ...part } : row)));
  const wrong =
    rows.some((row) => !/^[A-Za-z_][\w-]*$/.test(row.name)) || new Set(rows.map((row) => row.name)).size < rows.length;
  const standard = (row: TemplateVariable) => (row.defaults ?? [row.default ?? "*"]).join(",");
  return (
    <Modal opened onClose={onCancel} size="lg" title="Template variables">
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          A query with {"{$host}"} follows the variable host; its tag says which tag it filters by.
        </Text>
        {rows.map((row, at) => (
          <Group key={at} gap="xs" align="flex-end" wrap="nowrap">
            <TextInput
              label="Name"
              value={row.name}
              onChange={(event) => set(at, { name: event.currentTarget.value })}
            />
            <Autocomplete
              label="Tag"
              data={Object.keys(tags)}
              limit={50}
              value={row.prefix ?? ""}
              onChange={(prefix) => set(at, { prefix: prefix || null })}
            />
            <TextInput
              label="At first"
              value={standard(row)}
              onChange={(event) =>
                set(at, { default: undefined, defaults: event.currentTarget.value.split(",").map((one) => one.trim()) })
              }
            />
            <ActionIcon
              variant="subtle"
              color="red"
              size={34}
              aria-label={`Remove ${row.name}`}
              onClick={() => setRows(rows.filter((_, index) => index !== at))}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Group>
        ))}
        <Group>
          <Button
            variant="default"
            leftSection={<IconPlus size={14} />}
            onClick={() => setRows([...rows, { name: `var${rows.length + 1}`, prefix: "host", defaults: ["*"] }])}
          >
            Add a variable
          </Button>
        </Group>
        <Group justify="flex-end">
          {wrong && (
            <Text size="xs" c="red">
              Names are letters and digits, each once.
            </Text>
          )}
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button
            disabled={wrong}
            onClick={() =>
              onDone(
                rows.map((row) => ({
                  ...row,
                  defaults: row.default ? undefined : row.defaults?.filter(Boolean).length ? row.defaults : ["*"],
                })),
              )
            }
          >
            Done
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
