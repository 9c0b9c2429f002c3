/** A monitor's changes of state, and who was told. */

import { Badge, Group, Paper, Table, Text, Title } from "@mantine/core";
import { type Transition, useMonitorHistory } from "@/api/monitors";
import { StateBadge } from "@/components/StateBadge";
import { Failure } from "@/components/states";
import { value as formatted } from "@/lib/format";
import { dateText } from "@/lib/time";

type Evaluation = { at?: number; error?: string; milliseconds?: number };

export function History({ id }: { id: string }) {
  const { data, error } = useMonitorHistory(id);
  const last = data?.last_evaluation as Evaluation | undefined;
  return (
    <Paper withBorder p="sm">
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h5">
          History
        </Title>
        {last?.at && (
          <Text size="xs" c={last.error ? "red" : "dimmed"}>
            {last.error
              ? `Could not be evaluated: ${last.error}`
              : `Last evaluated ${dateText(last.at * 1000)} in ${formatted(last.milliseconds)} ms`}
          </Text>
        )}
      </Group>
      {error && <Failure error={error} />}
      {data && !data.transitions.length && (
        <Text size="sm" c="dimmed">
          No change of state yet.
        </Text>
      )}
      {data && data.transitions.length > 0 && (
        <Table fz="sm" verticalSpacing={4}>
          <Table.Tbody>
            {data.transitions.map((one) => (
              <Change key={one.id} change={one} />
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Paper>
  );
}

function Change({ change }: { change: Transition }) {
  return (
    <Table.Tr>
      <Table.Td w={140} c="dimmed">
        {dateText(change.at * 1000)}
      </Table.Td>
      <Table.Td w={230}>
        <Group gap={4} wrap="nowrap">
          <StateBadge state={change.previous} /> → <StateBadge state={change.status} />
        </Group>
      </Table.Td>
      <Table.Td>{change.grp || "all"}</Table.Td>
      <Table.Td ta="right">{formatted(change.value)}</Table.Td>
      <Table.Td>
        {change.deliveries.map((delivery) => (
          <Badge
            key={delivery.handle}
            mr={4}
            tt="none"
            fw={400}
            variant="light"
            color={delivery.error ? "red" : "gray"}
            title={delivery.error ?? undefined}
          >
            {delivery.handle} {delivery.state}
          </Badge>
        ))}
      </Table.Td>
    </Table.Tr>
  );
}
