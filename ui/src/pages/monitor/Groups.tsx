/** The monitor's groups: state, value and since when; each can be muted, resolved and looked at by itself. */

import { ActionIcon, Group, Paper, SegmentedControl, Table, Text, Title, UnstyledButton } from "@mantine/core";
import { IconBell, IconBellOff, IconCheck } from "@tabler/icons-react";
import { useState } from "react";
import { type GroupState, type Monitor, muteMonitor, resolveMonitors, unmuteMonitor } from "@/api/monitors";
import type { Act } from "@/components/act";
import { FilterInput } from "@/components/FilterInput";
import { MuteMenu } from "@/components/MuteMenu";
import { StateBadge } from "@/components/StateBadge";
import { useParam } from "@/components/url";
import { value as formatted } from "@/lib/format";
import { rank, SEVERITY } from "@/lib/severity";
import { agoText } from "@/lib/time";

type Props = { monitor: Monitor; group: string; onGroup: (group: string) => void; act: Act };

const FIRST = 200;

export function Groups({ monitor, group, onGroup, act }: Props) {
  const [only, setOnly] = useParam("state");
  const [words, setWords] = useState("");
  const all = Object.values(monitor.state?.groups ?? {});
  const groups = all
    .filter((one) => (!only || one.status === only) && one.name.toLowerCase().includes(words.toLowerCase()))
    .toSorted((a, b) => rank(a.status) - rank(b.status) || a.name.localeCompare(b.name));
  const states = SEVERITY.filter((state) => all.some((one) => one.status === state));
  return (
    <Paper withBorder p="sm">
      <Group justify="space-between" mb="xs" gap="xs">
        <Title order={2} size="h5">
          {all.length > 1 ? `${all.length} groups` : "State"}
        </Title>
        {states.length > 1 && (
          <SegmentedControl
            size="xs"
            aria-label="Only groups in this state"
            data={[{ value: "", label: "All" }, ...states.map((state) => ({ value: state, label: state }))]}
            value={only}
            onChange={setOnly}
          />
        )}
        {all.length > 10 && <FilterInput label="Filter groups" placeholder="Group" value={words} onChange={setWords} />}
      </Group>
      {!all.length && (
        <Text size="sm" c="dimmed">
          {monitor.not_evaluated
            ? "A monitor that is not evaluated has no state."
            : "No group has reported yet. It is evaluated again within a minute."}
        </Text>
      )}
      {groups.length > 0 && (
        <Table.ScrollContainer minWidth={300} mah={420}>
          <Table fz="sm" verticalSpacing={3} stickyHeader>
            <Table.Tbody>
              {groups.slice(0, FIRST).map((one) => (
                <Row key={one.name} one={one} chosen={one.name === group} {...{ monitor, onGroup, act }} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {groups.length > FIRST && (
        <Text size="xs" c="dimmed" mt={4}>
          The first {FIRST} of {groups.length}; filter by name to see others.
        </Text>
      )}
    </Paper>
  );
}

type RowProps = Omit<Props, "group"> & { one: GroupState; chosen: boolean };

function Row({ one, chosen, monitor, onGroup, act }: RowProps) {
  const scope = one.name === "total" ? undefined : one.name;
  const silenced = monitor.options.silenced ?? {};
  const key = scope ?? "*";
  const muted = key in silenced && (silenced[key] === null || (silenced[key] ?? 0) > Date.now() / 1000);
  const since =
    one.status === "OK" ? one.last_resolved_ts : one.status === "No Data" ? one.last_nodata_ts : one.last_triggered_ts;
  return (
    <Table.Tr bg={chosen ? "var(--mantine-color-default-hover)" : undefined}>
      <Table.Td w={104}>
        <StateBadge state={one.status} />
      </Table.Td>
      <Table.Td style={{ overflowWrap: "anywhere" }}>
        {scope ? (
          <UnstyledButton fz="sm" aria-pressed={chosen} onClick={() => onGroup(chosen ? "" : one.name)}>
            {one.name}
          </UnstyledButton>
        ) : (
          "all"
        )}
      </Table.Td>
      <Table.Td ta="right">{formatted(one.value)}</Table.Td>
      <Table.Td ta="right" c="dimmed" visibleFrom="sm" style={{ whiteSpace: "nowrap" }}>
        {since ? agoText(since) : ""}
      </Table.Td>
      <Table.Td w={64}>
        <Group gap={2} wrap="nowrap" justify="flex-end">
          {muted ? (
            <ActionIcon
              variant="subtle"
              size="sm"
              aria-label={`Unmute ${key}`}
              onClick={() => void act(() => unmuteMonitor(monitor.id, key), `${key} speaks again`)}
            >
              <IconBell size={14} />
            </ActionIcon>
          ) : (
            <MuteMenu onMute={(end) => void act(() => muteMonitor(monitor.id, end, scope), `${key} is muted`)}>
              <ActionIcon variant="subtle" color="gray" size="sm" aria-label={`Mute ${one.name}`}>
                <IconBellOff size={14} />
              </ActionIcon>
            </MuteMenu>
          )}
          {one.status !== "OK" && (
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              aria-label={`Resolve ${one.name}`}
              onClick={() =>
                void act(() => resolveMonitors([monitor.id], one.name), `${one.name} is taken as recovered`)
              }
            >
              <IconCheck size={14} />
            </ActionIcon>
          )}
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
