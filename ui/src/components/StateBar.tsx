/** The states of one group over time, as a bar with its name before it. */

import { Box, Group, Text } from "@mantine/core";
import { statusColor } from "@/lib/colors";
import type { Stretch } from "@/lib/stretches";
import { dateText, type Range } from "@/lib/time";

type Props = {
  name: string;
  parts: readonly Stretch[];
  range: Range;
  /** How much room the name has. */
  room: number;
  onOpen?: (() => void) | undefined;
};

export function StateBar({ name, parts, range, room, onOpen }: Props) {
  const length = range.to - range.from;
  return (
    <Group gap={8} wrap="nowrap" mb={3}>
      <Text
        component={onOpen ? "button" : "span"}
        size="xs"
        w={room}
        truncate
        ta="right"
        c="dimmed"
        title={name}
        style={{ border: 0, background: "none", padding: 0, flex: "none", cursor: onOpen ? "pointer" : undefined }}
        onClick={onOpen}
      >
        {name}
      </Text>
      <Box style={{ position: "relative", flex: 1, height: 12, borderRadius: 3, overflow: "hidden" }}>
        {parts.map((part) => (
          <Box
            key={part.from}
            title={`${part.status} from ${dateText(part.from * 1000)} to ${dateText(part.to * 1000)}`}
            style={{
              position: "absolute",
              insetBlock: 0,
              left: `min(calc(100% - 2px), ${((part.from - range.from) / length) * 100}%)`,
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
}
