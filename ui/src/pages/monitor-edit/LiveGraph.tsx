/** What is watched as it is now, with the thresholds where they are of the same values. */

import { Box, Group, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMemo } from "react";
import { useDraftGraph } from "@/api/monitors";
import { useTime } from "@/components/range";
import { widget as timeseries } from "@/widgets/timeseries";
import type { Editing } from "./edit";

export function LiveGraph({ editing }: { editing: Editing }) {
  const { type, query, options } = editing.body;
  const asked = useMemo(() => ({ type, query, options }), [type, query, options]);
  const [monitor] = useDebouncedValue(asked, 250);
  const { data: definition } = useDraftGraph(monitor, editing.complete);
  const { range, zoom } = useTime();
  const scene = useMemo(() => ({ range, variables: [], zoom }), [range, zoom]);
  if (!definition) return null;
  return (
    <Box role="region" aria-label="What is watched">
      <Group gap={8} mb={6}>
        <Text fw={600} size="sm">
          What is watched
        </Text>
        {editing.kind === "change" && (
          <Text size="xs" c="dimmed">
            the values whose change is compared
          </Text>
        )}
      </Group>
      <Box
        h={260}
        p={6}
        bg="var(--surface)"
        style={{ border: "1px solid var(--edge)", borderRadius: 6, position: "relative" }}
      >
        <timeseries.View
          definition={{ ...definition, type: "timeseries", legend_layout: "horizontal" }}
          scene={scene}
        />
      </Box>
    </Box>
  );
}
