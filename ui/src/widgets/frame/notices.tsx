/** What a widget says when it has nothing to draw. */

import { Center, Stack, Text } from "@mantine/core";

/** No value in this range. */
export function Quiet({ query }: { query: string }) {
  return (
    <Center h="100%" ta="center" p="xs" data-notice="quiet" style={{ overflow: "hidden" }}>
      <Stack gap={2} maw="100%">
        <Text size="sm" c="dimmed">
          No data in this time range
        </Text>
        <Text size="xs" c="dimmed" ff="monospace" truncate title={query}>
          {query}
        </Text>
      </Stack>
    </Center>
  );
}

/** Asks for what this version does not have: another source, or arithmetic over logs and spans. */
export function Foreign({ sources }: { sources: string[] }) {
  return (
    <Center h="100%" ta="center" p="xs" data-notice="foreign">
      <Text size="sm" c="dimmed">
        Not drawn by this version:{" "}
        {sources.every((one) => one === "logs" || one === "spans") ? "formulas over" : "data from"} {sources.join(", ")}
      </Text>
    </Center>
  );
}
