/** Earlier versions of a dashboard: looked at, and brought back. */

import { Button, Drawer, Flex, Group, Skeleton, Stack, Text, UnstyledButton } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { dashboardKey, restoreVersion, useVersion, useVersions } from "@/api/dashboards";
import { done, failed } from "@/components/notify";
import { Failure } from "@/components/states";
import { chosen } from "@/lib/templates";
import { agoText, dateText } from "@/lib/time";
import { Grid } from "@/widgets/frame/Grid";
import type { Scene } from "@/widgets/widget";

type Props = { id: string; scene: Scene; onClose: () => void };

export default function History({ id, scene, onClose }: Props) {
  const { data: versions, error } = useVersions(id);
  const [open, setOpen] = useState<number | null>(null);
  const { data: before } = useVersion(id, open);
  const cache = useQueryClient();
  const newest = versions?.[0]?.version;
  const restore = async (version: number) => {
    try {
      cache.setQueryData(dashboardKey(id), await restoreVersion(id, version));
      await cache.invalidateQueries({ queryKey: dashboardKey(id) });
      done(`Version ${version} is back, as the newest`);
      onClose();
    } catch (wrong) {
      failed(wrong);
    }
  };
  return (
    <Drawer opened onClose={onClose} position="right" size="min(1100px, 95vw)" title="Earlier versions">
      {error && <Failure error={error} />}
      {!versions && !error && <Skeleton height={200} />}
      <Flex direction={{ base: "column", sm: "row" }} gap="md">
        <Stack
          gap={2}
          w={{ base: "100%", sm: 230 }}
          mah={{ base: 180, sm: "none" }}
          style={{ flex: "none", overflow: "auto" }}
          role="listbox"
          aria-label="Versions"
        >
          {versions?.map((one) => (
            <UnstyledButton
              key={one.version}
              role="option"
              aria-selected={one.version === open}
              p={6}
              style={{
                borderRadius: 4,
                background: one.version === open ? "var(--mantine-color-default-hover)" : undefined,
              }}
              onClick={() => setOpen(one.version)}
            >
              <Text size="sm" fw={500} truncate>
                {one.version}. {one.title}
              </Text>
              <Text size="xs" c="dimmed" title={dateText(Date.parse(one.modified_at))}>
                {agoText(Date.parse(one.modified_at) / 1000)} by {one.author_handle || "the server"}, {one.widgets}{" "}
                widgets
              </Text>
            </UnstyledButton>
          ))}
        </Stack>
        <Stack style={{ flex: 1, minWidth: 0 }} gap="sm">
          {open === null && (
            <Text size="sm" c="dimmed">
              Choose a version to look at it.
            </Text>
          )}
          {before && open !== null && (
            <>
              <Group justify="space-between">
                <Text fw={600}>{before.title}</Text>
                <Button disabled={open === newest} onClick={() => void restore(open)}>
                  {open === newest ? "This is the newest" : "Restore this version"}
                </Button>
              </Group>
              <Grid
                widgets={before.widgets}
                scene={{ ...scene, variables: chosen(before.template_variables ?? [], {}) }}
                free={before.layout_type === "free"}
              />
            </>
          )}
        </Stack>
      </Flex>
    </Drawer>
  );
}
