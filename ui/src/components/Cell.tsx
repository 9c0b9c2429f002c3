/** A cell of a virtual list: a fixed width, or what is left. */

import { Box } from "@mantine/core";
import type { ReactNode } from "react";

type Props = {
  width?: number;
  /** How many shares of what is left it takes, where not one. */
  shares?: number;
  right?: boolean;
  dim?: boolean;
  mono?: boolean;
  title?: string | undefined;
  head?: boolean;
  /** Left out where the window is narrow. */
  wide?: boolean;
  children?: ReactNode;
};

export function Cell({ width, shares = 1, right, dim, mono, title, head, wide, children }: Props) {
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
        ...(width ? { width } : { flex: `${shares} 1 0`, minWidth: "min(180px, 30vw)", contain: "inline-size" }),
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
