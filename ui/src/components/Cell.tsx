/** A cell of a virtual list: a fixed width, or what is left. */

import { Box } from "@mantine/core";
import type { ReactNode } from "react";

type Props = {
  width?: number;
  right?: boolean;
  dim?: boolean;
  mono?: boolean;
  title?: string | undefined;
  head?: boolean;
  children?: ReactNode;
};

export function Cell({ width, right, dim, mono, title, head, children }: Props) {
  return (
    <Box
      role={head ? "columnheader" : "cell"}
      title={title}
      c={dim ? "dimmed" : undefined}
      ff={mono ? "monospace" : undefined}
      fz={mono ? 12 : undefined}
      ta={right ? "right" : "left"}
      style={{
        ...(width ? { width } : { flex: "1 1 0", minWidth: 180 }),
        overflow: "hidden",
        textOverflow: "ellipsis",
        whiteSpace: "nowrap",
        fontVariantNumeric: "tabular-nums",
      }}
    >
      {children}
    </Box>
  );
}
