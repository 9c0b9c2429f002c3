/** One span whole: error, tags, measures. */

import { Alert, Code, Drawer, Group, Stack, Text, Title } from "@mantine/core";
import type { TraceSpan } from "@/api/records";
import { KeyValues } from "@/components/KeyValues";
import { Copy } from "@/components/states";
import { duration } from "@/lib/format";
import type { Placed } from "@/lib/trace";

export function SpanPanel({ placed, onClose }: { placed: Placed<TraceSpan> | undefined; onClose: () => void }) {
  const span = placed?.span;
  return (
    <Drawer
      opened={Boolean(span)}
      onClose={onClose}
      position="right"
      size="md"
      withOverlay={false}
      lockScroll={false}
      closeButtonProps={{ "aria-label": "Close" }}
      title={
        <Text fw={600}>
          {span?.service}: {span?.name}
        </Text>
      }
    >
      {span && placed && (
        <Stack gap="md">
          <Code block style={{ whiteSpace: "pre-wrap", wordBreak: "break-word" }}>
            {span.resource}
          </Code>
          <Group gap="lg">
            <Text size="sm">Duration {duration(span.duration)}</Text>
            <Text size="sm">Own time {duration(placed.own)}</Text>
            <Text size="sm">Begins at {duration(placed.offset)}</Text>
            <Copy text={JSON.stringify(span, null, 2)} label="Copy as JSON" />
          </Group>
          {span.error > 0 && (
            <Alert color="red" title={span.tags["error.type"] ?? "Error"}>
              <Text size="sm">{span.tags["error.message"] ?? span.tags["error.msg"] ?? "The span says no more"}</Text>
              {span.tags["error.stack"] && (
                <Code block mt="xs" mah={240}>
                  {span.tags["error.stack"]}
                </Code>
              )}
            </Alert>
          )}
          <section>
            <Title order={2} size="h5" mb={4}>
              Tags
            </Title>
            <KeyValues
              values={{ host: span.host, env: span.env, type: span.type, span_id: span.span_id, ...span.tags }}
            />
          </section>
          {Object.keys(span.metrics).length > 0 && (
            <section>
              <Title order={2} size="h5" mb={4}>
                Measures
              </Title>
              <KeyValues values={span.metrics} />
            </section>
          )}
        </Stack>
      )}
    </Drawer>
  );
}
