/** A monitor's changes of state, and who was told. */

import { Badge, Button, Group, Paper, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { type Transition, useMonitorHistory } from "@/api/monitors";
import { StateBadge } from "@/components/StateBadge";
import { Failure } from "@/components/states";
import { Rest, WrappedRow, WrappedRows } from "@/components/WrappedRow";
import { value as formatted } from "@/lib/format";
import { dateText } from "@/lib/time";

const STEP = 50;

export function History({ id, group }: { id: string; group: string }) {
  const [limit, setLimit] = useState(STEP);
  const { data, error } = useMonitorHistory(id, 1000);
  const own = (data?.transitions ?? []).filter((one) => !group || one.grp === group);
  const events = { query: `source:alert monitor_id:${id}` } as never;
  return (
    <Paper withBorder p="sm">
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h5">
          History
        </Title>
        <Group gap="xs">
          <Button
            size="compact-xs"
            variant="subtle"
            renderRoot={(props) => (
              <Link to="/settings" search={{ tab: "deliveries", monitor: id } as never} {...props} />
            )}
          >
            Deliveries
          </Button>
          <Button
            size="compact-xs"
            variant="subtle"
            renderRoot={(props) => <Link to="/events" search={events} {...props} />}
          >
            Events
          </Button>
        </Group>
      </Group>
      {error && <Failure error={error} />}
      {data && !own.length && (
        <Text size="sm" c="dimmed">
          No change of state yet.
        </Text>
      )}
      {own.length > 0 && (
        <WrappedRows label="Changes of state">
          {own.slice(0, limit).map((one) => (
            <Change key={one.id} change={one} />
          ))}
        </WrappedRows>
      )}
      {own.length > limit && (
        <Button size="xs" variant="subtle" mt={4} onClick={() => setLimit(limit + STEP * 4)}>
          Show earlier ones
        </Button>
      )}
    </Paper>
  );
}

/** A change of state, or what became of a downtime, as in `[Downtime started] monitor 1, host:a`. */
function Change({ change }: { change: Transition }) {
  const [, news, about] = change.kind === "Downtime" ? (change.title.match(/^\[(.*?)\] (.*)$/) ?? []) : [];
  return (
    <WrappedRow>
      <Text size="sm" c="dimmed" w={140}>
        {dateText(change.at * 1000)}
      </Text>
      {news ? (
        <Text size="sm" w={222}>
          {news}
        </Text>
      ) : (
        <Group gap={4} wrap="nowrap" w={222}>
          <StateBadge state={change.previous} /> → <StateBadge state={change.status} />
        </Group>
      )}
      <Rest title={change.title}>
        {about || change.grp || "all"}
        {change.kind.startsWith("Re-") && (
          <Text span size="xs" c="dimmed">
            {" "}
            told again
          </Text>
        )}
      </Rest>
      <Text size="sm" miw={70} ta="right">
        {formatted(change.value)}
      </Text>
      <Rest least={240}>
        <Group gap={4}>
          {change.silenced_by && (
            <Badge tt="none" fw={400} variant="default">
              silenced by {change.silenced_by}
            </Badge>
          )}
          {change.deliveries.map((delivery) => (
            <Badge
              key={delivery.handle}
              tt="none"
              fw={400}
              variant="light"
              color={delivery.error ? "red" : delivery.state === "sent" ? "green" : "gray"}
              title={delivery.error || undefined}
            >
              @{delivery.handle} {delivery.state}
            </Badge>
          ))}
        </Group>
      </Rest>
    </WrappedRow>
  );
}
