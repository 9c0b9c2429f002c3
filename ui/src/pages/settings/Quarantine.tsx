/** What arrived and could not be understood: where, why, and the body's beginning. */

import { Accordion, Code, Group, Skeleton, Text } from "@mantine/core";
import { useQuarantine } from "@/api/settings";
import { Empty, Failure } from "@/components/states";
import { count } from "@/lib/format";
import { dateText } from "@/lib/time";

export function Quarantine() {
  const { data, error } = useQuarantine();
  if (error) return <Failure error={error} />;
  if (!data) return <Skeleton height={240} />;
  if (!data.length)
    return <Empty title="Everything was understood">Bodies that no decoder takes would be kept here for a week.</Empty>;
  return (
    <Accordion variant="contained" chevronPosition="left">
      {data.map((row, at) => (
        <Accordion.Item key={`${row.ts} ${at}`} value={`${row.ts} ${at}`}>
          <Accordion.Control>
            <Group gap="md">
              <Text size="sm" c="dimmed">
                {dateText(row.ts * 1000)}
              </Text>
              <Text size="sm" ff="monospace">
                {row.endpoint}
              </Text>
              <Text size="sm">{row.error}</Text>
            </Group>
          </Accordion.Control>
          <Accordion.Panel>
            <Text size="xs" c="dimmed" mb={4}>
              {row.content_type} from {row.client}, {count(row.size)} bytes
            </Text>
            <Code block style={{ whiteSpace: "pre-wrap", wordBreak: "break-all" }}>
              {row.body}
            </Code>
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}
