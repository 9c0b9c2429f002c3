/** What the monitor watches over time, with its thresholds, and beneath it the states of its groups. */

import { Badge, Box, Group, Paper, Text } from "@mantine/core";
import { useMemo } from "react";
import { type GroupState, useMonitorGraph, useMonitorHistory } from "@/api/monitors";
import { useTime } from "@/components/range";
import { statusColor } from "@/lib/colors";
import { stretches } from "@/lib/stretches";
import { dateText } from "@/lib/time";
import { widget as timeseries } from "@/widgets/timeseries";

type Props = { id: string; group: string; groups: readonly GroupState[]; onGroup: (group: string) => void };

const BARS = 12;
const RANK = ["Alert", "Warn", "No Data", "OK"];

export function StatusGraph({ id, group, groups, onGroup }: Props) {
  const { range, zoom } = useTime();
  const { data: definition } = useMonitorGraph(id, group);
  const scene = useMemo(() => ({ range, variables: [], zoom }), [range, zoom]);
  return (
    <Paper withBorder p="sm">
      {group && (
        <Badge variant="default" tt="none" fw={400} mb="xs" component="button" onClick={() => onGroup("")}>
          {group} ✕
        </Badge>
      )}
      {definition && (
        <Box h={240} mb="sm" style={{ position: "relative" }}>
          <timeseries.View
            definition={{ ...definition, type: "timeseries", show_legend: groups.length < 20 }}
            scene={scene}
          />
        </Box>
      )}
      <Timeline id={id} group={group} groups={groups} onGroup={onGroup} />
    </Paper>
  );
}

/** A bar for each group: what state it was in, when. */
function Timeline({ id, group, groups, onGroup }: Props) {
  const { range } = useTime();
  const { data } = useMonitorHistory(id, 1000);
  const shown = useMemo(
    () =>
      groups
        .filter((one) => !group || one.name === group)
        .toSorted((a, b) => RANK.indexOf(a.status) - RANK.indexOf(b.status) || a.name.localeCompare(b.name))
        .slice(0, BARS),
    [groups, group],
  );
  const transitions = data?.transitions ?? [];
  const length = range.to - range.from;
  if (!shown.length) return null;
  return (
    <Box role="group" aria-label="States over time">
      {shown.map((one) => {
        const own = transitions.filter((change) => (change.grp || "total") === one.name);
        return (
          <Group key={one.name} gap="xs" wrap="nowrap" mb={3}>
            <Text
              component="button"
              size="xs"
              w={{ base: 90, sm: 160 }}
              truncate
              ta="right"
              c="dimmed"
              title={one.name}
              style={{ border: 0, background: "none", cursor: "pointer", padding: 0, flex: "none" }}
              onClick={() => one.name !== "total" && onGroup(one.name)}
            >
              {one.name === "total" ? "all" : one.name}
            </Text>
            <Box style={{ position: "relative", flex: 1, height: 12, borderRadius: 3, overflow: "hidden" }}>
              {stretches(own, one.status, range).map((part) => (
                <Box
                  key={part.from}
                  title={`${part.status} from ${dateText(part.from * 1000)}`}
                  style={{
                    position: "absolute",
                    insetBlock: 0,
                    left: `${((part.from - range.from) / length) * 100}%`,
                    width: `${((part.to - part.from) / length) * 100}%`,
                    minWidth: 2,
                    background: statusColor(part.status),
                    opacity: part.status === "OK" ? 0.45 : 0.95,
                  }}
                />
              ))}
            </Box>
          </Group>
        );
      })}
      {groups.length > BARS && !group && (
        <Text size="xs" c="dimmed" ta="right">
          the {BARS} most severe of {groups.length} groups
        </Text>
      )}
    </Box>
  );
}
