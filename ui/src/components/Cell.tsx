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
  /** Left out where the window is narrow. */
  wide?: boolean;
  children?: ReactNode;
};

export function Cell({ width, right, dim, mono, title, head, wide, children }: Props) {
  return (
    <Box
      visibleFrom={wide ? "sm" : undefined}
      role={head ? "columnheader" : "cell"}
      title={title}
      c={dim ? "dimmed" : undefined}
      ff={mono ? "monospace" : undefined}
      fz={mono ? 12 : undefined}
      ta={right ? "right" : "left"}
      style={{
        // Its contents, however long, must not make one row wider than the others.
        ...(width ? { width } : { flex: "1 1 0", minWidth: "min(180px, 30vw)", contain: "inline-size" }),
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
