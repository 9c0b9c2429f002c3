/** Earlier versions of a monitor: what changed in each, and back to one. */

import { Button, Code, Drawer, Group, Paper, Skeleton, Stack, Text } from "@mantine/core";
import { restoreMonitor, useMonitorVersions, type Version } from "@/api/monitors";
import type { Act } from "@/components/act";
import { Failure } from "@/components/states";
import { changes } from "@/lib/changes";
import { dateText } from "@/lib/time";

type Props = { id: string; opened: boolean; act: Act; onClose: () => void };

export function Versions({ id, opened, act, onClose }: Props) {
  const { data, error } = useMonitorVersions(id, opened);
  return (
    <Drawer opened={opened} onClose={onClose} title="Versions" position="right" size="lg">
      <Stack gap="xs">
        {error && <Failure error={error} />}
        {!data && !error && <Skeleton height={200} />}
        {data?.map((one, at) => (
          <Paper key={one.version} withBorder p="xs">
            <Group justify="space-between">
              <Text size="sm">
                <b>{one.version}</b> · {dateText(Date.parse(one.modified))} · {one.author || "an API client"}
              </Text>
              {at > 0 && (
                <Button
                  size="compact-xs"
                  variant="default"
                  onClick={() =>
                    void act(() => restoreMonitor(Number(id), one.version), `Version ${one.version} is back`).then(
                      onClose,
                    )
                  }
                >
                  Restore
                </Button>
              )}
            </Group>
            <Changed one={one} before={data[at + 1]} />
          </Paper>
        ))}
      </Stack>
    </Drawer>
  );
}

function Changed({ one, before }: { one: Version; before: Version | undefined }) {
  if (!before)
    return (
      <Text size="xs" c="dimmed">
        made
      </Text>
    );
  const found = changes(before.body, one.body);
  return (
    <Stack gap={2} mt={4}>
      {!found.length && (
        <Text size="xs" c="dimmed">
          nothing changed
        </Text>
      )}
      {found.map(({ path, was, is }) => (
        <Text key={path} size="xs" style={{ overflowWrap: "anywhere" }}>
          {path}: <Code fz={11}>{was}</Code> → <Code fz={11}>{is}</Code>
        </Text>
      ))}
    </Stack>
  );
}
