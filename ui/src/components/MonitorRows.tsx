/** Monitors by their numbers: where each stands, and its name. */

import { Group, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useMonitorsById } from "@/api/monitors";
import { StateBadge } from "./StateBadge";
import { messagesOf } from "./states";

export function MonitorRows({ ids }: { ids: readonly string[] }) {
  const found = useMonitorsById(ids);
  return (
    <Stack gap={6}>
      {ids.map((id, at) => {
        const { data, error } = found[at] ?? {};
        return (
          <Group key={id} gap="sm" wrap="nowrap" mih={24}>
            <Text size="sm" c="dimmed" miw={28} ta="right">
              {id}
            </Text>
            {data && <StateBadge state={data.overall_state} />}
            {data && (
              <Text size="sm" truncate="end">
                <Link to="/monitors/$id" params={{ id }}>
                  {data.name}
                </Link>
              </Text>
            )}
            {error && (
              <Text size="sm" c="red">
                {messagesOf(error).join("; ")}
              </Text>
            )}
          </Group>
        );
      })}
    </Stack>
  );
}
