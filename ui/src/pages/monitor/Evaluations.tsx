/** Why it did or did not fire: what the last evaluations saw, held against the thresholds. */

import { Badge, Group, Paper, Table, Text, Title, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { type Evaluation, useEvaluations } from "@/api/monitors";
import { StateBadge } from "@/components/StateBadge";
import { Failure } from "@/components/states";
import { useParam } from "@/components/url";
import { value as formatted } from "@/lib/format";
import { agoText, dateText } from "@/lib/time";

const GROUPS = 4;

export function Evaluations({ id, group }: { id: string; group: string }) {
  const [open, setOpen] = useParam("evaluations");
  const { data, error } = useEvaluations(id, open ? 60 : 1);
  const last = data?.[0];
  return (
    <Paper withBorder p="sm">
      <Group justify="space-between" gap="xs">
        <UnstyledButton aria-expanded={Boolean(open)} onClick={() => setOpen(open ? "" : "1")}>
          <Group gap={6}>
            {open ? <IconChevronDown size={16} /> : <IconChevronRight size={16} />}
            <Title order={2} size="h5">
              Evaluations
            </Title>
          </Group>
        </UnstyledButton>
        {last && (
          <Text size="xs" c={last.error ? "red" : "dimmed"}>
            {last.error
              ? `Could not be evaluated: ${last.error}`
              : `last ${agoText(last.at)}, in ${formatted(last.milliseconds)} ms`}
          </Text>
        )}
      </Group>
      {error && <Failure error={error} />}
      {open && data && !data.length && (
        <Text size="sm" c="dimmed" mt="xs">
          Not evaluated yet.
        </Text>
      )}
      {open && data && data.length > 0 && (
        <Table.ScrollContainer minWidth={560} mah={480} mt="xs">
          <Table fz="sm" verticalSpacing={3}>
            <Table.Tbody>
              {data.map((one) => (
                <Row key={one.at} one={one} group={group} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Paper>
  );
}

function Row({ one, group }: { one: Evaluation; group: string }) {
  const groups = Object.entries(one.groups).filter(([name]) => !group || name === group);
  return (
    <Table.Tr>
      <Table.Td w={140} c="dimmed" style={{ whiteSpace: "nowrap", verticalAlign: "top" }}>
        {dateText(one.at * 1000)}
        {one.late && (
          <Badge ml={4} size="xs" variant="default">
            late
          </Badge>
        )}
      </Table.Td>
      <Table.Td>
        {one.error && (
          <Text size="sm" c="red">
            {one.error}
          </Text>
        )}
        {!one.error && !groups.length && (
          <Text size="sm" c="dimmed">
            no group reported
          </Text>
        )}
        {groups.slice(0, group ? 1 : GROUPS).map(([name, { value, status }]) => (
          <Group key={name} gap={8} wrap="nowrap">
            <StateBadge state={status} />
            <Text size="sm" truncate maw={280} title={name}>
              {name || "all"}
            </Text>
            <Text size="sm" c="dimmed" style={{ whiteSpace: "nowrap" }}>
              {value === null ? "no data" : formatted(value)}
              {value !== null && one.critical !== undefined && ` · alert ${one.comparator} ${formatted(one.critical)}`}
              {value !== null &&
                typeof one.warning === "number" &&
                ` · warning ${one.comparator} ${formatted(one.warning)}`}
            </Text>
          </Group>
        ))}
        {groups.length > GROUPS && !group && (
          <Text size="xs" c="dimmed">
            and {groups.length - GROUPS} more
          </Text>
        )}
      </Table.Td>
      <Table.Td ta="right" c="dimmed" w={80} style={{ verticalAlign: "top", whiteSpace: "nowrap" }}>
        {formatted(one.milliseconds)} ms
      </Table.Td>
    </Table.Tr>
  );
}
