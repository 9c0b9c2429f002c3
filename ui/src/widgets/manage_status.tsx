/** manage_status: monitors with their states, the worst first. */

import { Box, Group, Skeleton, Table, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useMonitors } from "@/api/monitors";
import { StateBadge } from "@/components/StateBadge";
import { Failure } from "@/components/states";
import { fillText } from "@/lib/templates";
import type { ViewProps, Widget } from "./widget";

const ORDER = ["Alert", "Warn", "No Data", "OK"];

function View({ definition, scene }: ViewProps) {
  const { data, error } = useMonitors();
  if (error && !data) return <Failure error={error} />;
  if (!data) return <Skeleton height="100%" />;
  const words = fillText(String(definition.query ?? ""), scene.variables)
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word && word !== "*");
  const shown = data
    .filter((one) =>
      words.every((word) =>
        `${one.name} ${one.query} ${one.tags.map((tag) => `tag:${tag}`).join(" ")}`
          .toLowerCase()
          .includes(word.replace(/["()]/g, "")),
      ),
    )
    .sort((a, b) => ORDER.indexOf(a.overall_state) - ORDER.indexOf(b.overall_state) || a.name.localeCompare(b.name));
  const counts = ORDER.map((state) => [state, shown.filter((one) => one.overall_state === state).length] as const);
  return (
    <Box style={{ height: "100%", overflow: "auto" }}>
      <Group gap="sm" pb={4}>
        {counts
          .filter(([, count]) => count > 0)
          .map(([state, count]) => (
            <Group key={state} gap={4}>
              <StateBadge state={state} />
              <Text size="sm" fw={600}>
                {count}
              </Text>
            </Group>
          ))}
        {!shown.length && (
          <Text size="sm" c="dimmed">
            No monitor matches
          </Text>
        )}
      </Group>
      {definition.display_format !== "counts" && (
        <Table fz="xs" verticalSpacing={2}>
          <Table.Tbody>
            {shown.slice(0, 100).map((one) => (
              <Table.Tr key={one.id}>
                <Table.Td w={100}>
                  <StateBadge state={one.overall_state} />
                </Table.Td>
                <Table.Td>
                  <Link to="/monitors/$id" params={{ id: String(one.id) }} style={{ color: "inherit" }}>
                    {one.name}
                  </Link>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Box>
  );
}

export const widget: Widget = {
  type: "manage_status",
  name: "Monitors",
  size: { width: 4, height: 4 },
  initial: { type: "manage_status", title: "Monitors", query: "", display_format: "countsAndList" },
  example: {
    type: "manage_status",
    title: "Monitors",
    query: "",
    display_format: "countsAndList",
    sort: "status,asc",
    color_preference: "text",
    hide_zero_counts: true,
    show_last_triggered: true,
  },
  View,
};
