/** Targets of an objective: one for each timeframe. */

import { ActionIcon, Button, Group, NumberInput, Select, Stack, Text } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import type { Threshold } from "@/api/slos";
import { duration } from "@/lib/format";
import { timeframeSeconds } from "@/lib/slo";

const FRAMES = ["7d", "30d", "90d"];

type Props = { type: string; value: Threshold[]; onChange: (next: Threshold[]) => void };

export function Targets({ type, value, onChange }: Props) {
  const free = FRAMES.filter((frame) => !value.some((one) => one.timeframe === frame));
  const change = (index: number, part: Partial<Threshold>) =>
    onChange(value.map((one, at) => (at === index ? { ...one, ...part } : one)));
  return (
    <Stack gap={6}>
      {value.map((one, index) => (
        <Group key={one.timeframe} gap="xs" align="flex-end">
          <Select
            w={90}
            label={index ? undefined : "Over"}
            aria-label="Timeframe"
            allowDeselect={false}
            data={[one.timeframe, ...free]}
            value={one.timeframe}
            onChange={(timeframe) => change(index, { timeframe: timeframe ?? one.timeframe })}
          />
          <NumberInput
            w={120}
            label={index ? undefined : "Target"}
            aria-label="Target"
            suffix=" %"
            decimalScale={4}
            value={one.target}
            onChange={(target) => change(index, { target: Number(target) })}
          />
          <NumberInput
            w={130}
            label={index ? undefined : "Warn below"}
            aria-label="Warn below"
            placeholder="none"
            suffix=" %"
            decimalScale={4}
            value={one.warning ?? ""}
            onChange={(warning) => change(index, { warning: warning === "" ? null : Number(warning) })}
          />
          <Text size="xs" c="dimmed" pb={8}>
            {allowed(one, type)}
          </Text>
          {value.length > 1 && (
            <ActionIcon
              variant="subtle"
              color="gray"
              mb={4}
              aria-label={`Remove the target over ${one.timeframe}`}
              onClick={() => onChange(value.filter((_, at) => at !== index))}
            >
              <IconTrash size={15} />
            </ActionIcon>
          )}
        </Group>
      ))}
      {free.length > 0 && (
        <Group>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPlus size={12} />}
            onClick={() => onChange([...value, { timeframe: free[0] ?? "7d", target: value[0]?.target ?? 99.9 }])}
          >
            Another timeframe
          </Button>
        </Group>
      )}
    </Stack>
  );
}

function allowed({ timeframe, target }: Threshold, type: string): string {
  const seconds = timeframeSeconds(timeframe);
  if (!seconds || !(target > 0 && target < 100)) return "";
  if (type === "metric") return `${Number((100 - target).toFixed(4))} % of events may fail`;
  return `allows ${duration((seconds * (100 - target) * 1e9) / 100)} of being down`;
}
