/** A page's frame: title, actions, body. */

import { Box, Group, Title } from "@mantine/core";
import { type ReactNode, useEffect } from "react";

type Props = { title: string; heading?: ReactNode; actions?: ReactNode; children: ReactNode; fill?: boolean };

/** `fill` makes the body as high as the window, for pages whose lists scroll by themselves. */
export function Page({ title, heading, actions, children, fill }: Props) {
  useEffect(() => {
    document.title = `${title} · Vizsla`;
  }, [title]);
  const height = "calc(100dvh - var(--app-shell-header-height, 48px))";
  return (
    <Box
      p={{ base: "xs", sm: "md" }}
      style={fill ? { height, display: "flex", flexDirection: "column", minHeight: 0 } : { minHeight: height }}
    >
      <Group justify="space-between" mb="sm" gap="xs" mih={34}>
        {heading ?? (
          <Title order={1} size="h3">
            {title}
          </Title>
        )}
        <Group gap="xs">{actions}</Group>
      </Group>
      {children}
    </Box>
  );
}
