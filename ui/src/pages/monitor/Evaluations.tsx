/** Why it did or did not fire: what the last evaluations saw, held against the thresholds. */

import { Badge, Box, Group, Paper, Text, Title, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { type Evaluation, useEvaluations } from "@/api/monitors";
import { StateBadge } from "@/components/StateBadge";
import { Failure } from "@/components/states";
import { useParam } from "@/components/url";
import { Rest, WrappedRow, WrappedRows } from "@/components/WrappedRow";
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
        <Box mah={480} mt="xs" style={{ overflow: "auto" }}>
          <WrappedRows label="The last evaluations">
            {data.map((one) => (
              <Row key={one.at} one={one} group={group} />
            ))}
          </WrappedRows>
        </Box>
      )}
    </Paper>
  );
}

function Row({ one, group }: { one: Evaluation; group: string }) {
  const groups = Object.entries(one.groups).filter(([name]) => !group || name === group);
  return (
    <WrappedRow align="flex-start">
      <Text size="sm" c="dimmed" w={140}>
        {dateText(one.at * 1000)}
        {one.late && (
          <Badge ml={4} size="xs" variant="default">
            late
          </Badge>
        )}
      </Text>
      <Rest least={280}>
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
          <Group key={name} gap="0 8px">
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
      </Rest>
      <Text size="sm" ta="right" c="dimmed" miw={60}>
        {formatted(one.milliseconds)} ms
      </Text>
    </WrappedRow>
  );
}
