/** A small mark in the corner of a graph that tells, on hover or focus, how its values came about. */

import { Box, Tooltip } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";

/** Nothing where there is nothing to tell. */
export function Notices({ of }: { of: readonly string[] }) {
  const told = [...new Set(of)].join(" · ");
  if (!told) return null;
  return (
    <Tooltip label={told} multiline maw={320} events={{ hover: true, focus: true, touch: true }}>
      <Box
        component="span"
        role="note"
        tabIndex={0}
        aria-label={told}
        c="dimmed"
        style={{ position: "absolute", top: 4, right: 4, lineHeight: 0, zIndex: 1 }}
      >
        <IconInfoCircle size={15} />
      </Box>
    </Tooltip>
  );
}
