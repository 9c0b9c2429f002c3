/** What a schedule comes to: the next ten times, and the coming weeks. */

import { Paper, Skeleton, Stack, Table, Text, Title } from "@mantine/core";
import { useOccurrences } from "@/api/downtimes";
import { SilentDays } from "@/components/SilentDays";
import { Failure } from "@/components/states";
import { type Attributes, momentText } from "@/lib/downtimes";

const NEXT = 10;
const ASKED = 100;

export function Preview({ attributes }: { attributes: Attributes }) {
  const { data, error } = useOccurrences(attributes, ASKED);
  const { occurrences = [], zone = "UTC" } = data ?? {};
  return (
    <Paper withBorder p="sm" component="section" aria-label="What it comes to">
      <Stack gap="sm">
        <Title order={2} size="h5">
          What it comes to
        </Title>
        {error && <Failure error={error} />}
        {!error && !data && <Skeleton height={320} />}
        {!error && data && (
          <>
            <SilentDays occurrences={occurrences} timezone={zone} />
            {!occurrences.length && (
              <Text size="sm" c="dimmed">
                It is over already: nothing will be silent.
              </Text>
            )}
            {occurrences.length > 0 && (
              <Table fz="sm" verticalSpacing={3} aria-label="The next times">
                <Table.Tbody>
                  {occurrences.slice(0, NEXT).map((one) => (
                    <Table.Tr key={`${one.start} ${one.end}`}>
                      <Table.Td>{momentText(one.start, zone)}</Table.Td>
                      <Table.Td c="dimmed">{one.end ? `to ${momentText(one.end, zone)}` : "without end"}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            )}
            <Text size="xs" c="dimmed">
              By the clock of {zone}
            </Text>
          </>
        )}
      </Stack>
    </Paper>
  );
}
