/** What the monitor watches over time, with its thresholds, and beneath it the states of its groups. */

import { Badge, Box, Paper, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useMemo } from "react";
import { type GroupState, useMonitorGraph, useMonitorHistory } from "@/api/monitors";
import { useTime } from "@/components/range";
import { StateBar } from "@/components/StateBar";
import { rank } from "@/lib/severity";
import { stretches } from "@/lib/stretches";
import { widget as timeseries } from "@/widgets/timeseries";

type Props = {
  id: string;
  group: string;
  groups: readonly GroupState[];
  /** When the monitor was made, in epoch seconds. */
  since: number;
  onGroup: (group: string) => void;
};

const BARS = 12;
/** What lies between a name and its bar, and behind bars and graph. */
const BEHIND = 8;
const AFTER = 20;

export function StatusGraph({ id, group, groups, since, onGroup }: Props) {
  const { range, zoom } = useTime();
  const definition = useMonitorGraph(id, group).data?.definition;
  const room = useMediaQuery("(min-width: 48em)") ? 140 : 70;
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
            definition={{
              ...definition,
              type: "timeseries",
              show_legend: groups.length < 20,
              yaxis: { room: room + BEHIND },
            }}
            scene={scene}
          />
        </Box>
      )}
      <Timeline {...{ id, group, groups, since, onGroup, room }} />
    </Paper>
  );
}

/** A bar for each group: what state it was in, when. */
function Timeline({ id, group, groups, since, onGroup, room }: Props & { room: number }) {
  const { range } = useTime();
  const { data } = useMonitorHistory(id, 1000);
  const shown = useMemo(
    () =>
      groups
        .filter((one) => !group || one.name === group)
        .toSorted((a, b) => rank(a.status) - rank(b.status) || a.name.localeCompare(b.name))
        .slice(0, BARS),
    [groups, group],
  );
  const transitions = data?.transitions ?? [];
  // Before it was made it had no state.
  const known = { from: Math.max(range.from, Math.min(since, range.to)), to: range.to };
  if (!shown.length) return null;
  return (
    <Box role="group" aria-label="States over time" pr={AFTER}>
      {shown.map((one) => {
        const own = transitions.filter((change) => (change.grp || "total") === one.name);
        return (
          <StateBar
            key={one.name}
            name={one.name === "total" ? "all" : one.name}
            parts={stretches(own, one.status, known)}
            range={range}
            room={room}
            onOpen={one.name === "total" ? undefined : () => onGroup(one.name)}
          />
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
