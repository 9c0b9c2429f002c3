/** Hosts as hexagons, coloured by their CPU; a paler shade means less. */

import { Box, Group, Text, Tooltip } from "@mantine/core";
import type { Host } from "@/api/hosts";
import { digits } from "@/lib/format";
import classes from "./HostMap.module.css";

/** From pale to dark blue-violet, readable without telling red from green. */
const STEPS = ["#c7dff2", "#90bfe6", "#5598d4", "#d9a13b", "#d55e00"];

function shade(cpu: number | undefined): string {
  if (cpu === undefined) return "#9aa3ad";
  return STEPS[Math.min(STEPS.length - 1, Math.floor(cpu / 20))] ?? "#9aa3ad";
}

export function HostMap({ hosts, onOpen }: { hosts: readonly Host[]; onOpen: (host: Host) => void }) {
  return (
    <Box className={classes.box}>
      <Group gap={6} mb="sm">
        <Text size="xs" c="dimmed">
          CPU
        </Text>
        {STEPS.map((color, at) => (
          <Group key={color} gap={3}>
            <span style={{ width: 12, height: 12, borderRadius: 2, background: color }} />
            <Text size="xs" c="dimmed">
              {at * 20}–{at * 20 + 20}%
            </Text>
          </Group>
        ))}
      </Group>
      <Box className={classes.map}>
        {hosts.map((host) => (
          <Tooltip
            key={host.name}
            label={`${host.name}: ${host.metrics.cpu === undefined ? "no CPU figure" : `${digits(host.metrics.cpu)}% CPU`}${host.up ? "" : ", down"}`}
          >
            <button
              type="button"
              className={classes.hexagon}
              style={{ background: shade(host.metrics.cpu), opacity: host.up ? 1 : 0.4 }}
              aria-label={host.name}
              onClick={() => onOpen(host)}
            >
              <span>{host.name}</span>
            </button>
          </Tooltip>
        ))}
      </Box>
    </Box>
  );
}
