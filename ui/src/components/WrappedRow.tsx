/** Rows whose parts go beneath one another where the window is narrow. */

import { Box, Group, type GroupProps } from "@mantine/core";
import type { ReactNode } from "react";

export function WrappedRows({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Box role="list" aria-label={label} fz="sm">
      {children}
    </Box>
  );
}

export function WrappedRow({ children, ...rest }: GroupProps) {
  return (
    <Group role="listitem" gap="2px 12px" py={5} style={{ borderTop: "1px solid var(--graph-grid)" }} {...rest}>
      {children}
    </Group>
  );
}

/** A part that takes the room that is left, and a row of its own where there is too little. */
export function Rest({ least = 180, title, children }: { least?: number; title?: string; children: ReactNode }) {
  return (
    <Box title={title} style={{ flex: `1 1 ${least}px`, minWidth: 0, overflowWrap: "anywhere" }}>
      {children}
    </Box>
  );
}
