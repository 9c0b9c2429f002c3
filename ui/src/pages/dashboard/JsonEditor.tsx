/** The whole dashboard as JSON, to be changed by hand. */

import { Button, Group, JsonInput, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { type Dashboard, exported } from "@/api/dashboards";
import { pastedBoard } from "@/components/draft";
import { Copy } from "@/components/states";

type Props = { dashboard: Dashboard; onCancel: () => void; onDone: (dashboard: Dashboard) => void };

export default function JsonEditor({ dashboard, onCancel, onDone }: Props) {
  const [text, setText] = useState(() => JSON.stringify(exported(dashboard), null, 2));
  const found = pastedBoard(text);
  return (
    <Modal opened onClose={onCancel} size="xl" title="The dashboard as JSON">
      <Stack gap="sm">
        <JsonInput
          aria-label="JSON"
          autosize
          minRows={12}
          maxRows={24}
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: 12 } }}
          value={text}
          onChange={setText}
          error={!found && "This is no JSON of a dashboard: a title, a layout_type and widgets are wanted"}
        />
        <Group justify="space-between">
          <Group gap="xs">
            <Copy text={text} label="Copy the JSON" />
            <Text size="xs" c="dimmed">
              Nothing is stored before you save the dashboard.
            </Text>
          </Group>
          <Group gap="xs">
            <Button variant="default" onClick={onCancel}>
              Cancel
            </Button>
            <Button
              disabled={!found}
              onClick={() => {
                if (!found) return;
                const { id, version, url } = dashboard;
                onDone({ ...(found as Dashboard), id, url, ...(version !== undefined && { version }) });
              }}
            >
              Apply
            </Button>
          </Group>
        </Group>
      </Stack>
    </Modal>
  );
}
