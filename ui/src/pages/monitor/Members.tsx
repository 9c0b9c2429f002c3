/** The monitors that a composite joins: what each is and where it stands. */

import { Group, Paper, Stack, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type Monitor, useMonitorsById } from "@/api/monitors";
import { StateBadge } from "@/components/StateBadge";
import { Failure } from "@/components/states";
import { apart, memberIds } from "@/lib/composite";

export function Members({ monitor }: { monitor: Monitor }) {
  const ids = memberIds(monitor.query);
  const found = useMonitorsById(ids);
  const members = found.flatMap(({ data }) => (data ? [data] : []));
  return (
    <Paper withBorder p="sm" role="region" aria-label="Monitors joined">
      <Title order={2} size="h5" mb="xs">
        Monitors joined
      </Title>
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
              {error && <Failure error={error} />}
            </Group>
          );
        })}
      </Stack>
      {members.length === ids.length && apart(monitor, members) && (
        <Text size="sm" c="dimmed" mt="xs">
          These monitors have no group in common, so nothing can be joined: let them be grouped by the same tags, or one
          of them not at all.
        </Text>
      )}
    </Paper>
  );
}
