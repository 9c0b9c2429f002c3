/** The monitors that a composite joins, and why it may have no state. */

import { Paper, Text, Title } from "@mantine/core";
import { type Monitor, useMonitorsById } from "@/api/monitors";
import { MonitorRows } from "@/components/MonitorRows";
import { apart, memberIds } from "@/lib/composite";

export function Members({ monitor }: { monitor: Monitor }) {
  const ids = memberIds(monitor.query);
  const members = useMonitorsById(ids).flatMap(({ data }) => (data ? [data] : []));
  return (
    <Paper withBorder p="sm" role="region" aria-label="Monitors joined">
      <Title order={2} size="h5" mb="xs">
        Monitors joined
      </Title>
      <MonitorRows ids={ids} />
      {members.length === ids.length && apart(monitor, members) && (
        <Text size="sm" c="dimmed" mt="xs">
          These monitors have no group in common, so nothing can be joined: let them be grouped by the same tags, or one
          of them not at all.
        </Text>
      )}
    </Paper>
  );
}
