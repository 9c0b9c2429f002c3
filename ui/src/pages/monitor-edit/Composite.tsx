/** Other monitors' states, joined. */

import { Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { useMonitors } from "@/api/monitors";
import { memberIds } from "@/lib/composite";
import { MONO } from "./Words";

export function Composite({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { data = [] } = useMonitors();
  const named = memberIds(value).map((id) => data.find((one) => String(one.id) === id));
  return (
    <Stack gap="xs">
      <Group align="flex-end" gap="xs">
        <TextInput
          label="Monitors joined"
          description="numbers with && (both), || (either), ! (not) and parentheses"
          placeholder="12 && !34"
          style={{ flex: 1, minWidth: 220 }}
          styles={MONO}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
        <Select
          label="Add a monitor"
          placeholder="choose"
          searchable
          w={260}
          value={null}
          data={data
            .filter((one) => one.type !== "composite")
            .map((one) => ({ value: String(one.id), label: `${one.name} (${one.id})` }))}
          onChange={(id) => id && onChange(value.trim() ? `${value.trim()} && ${id}` : id)}
        />
      </Group>
      {named.map((one) => one && <Text key={one.id} size="xs" c="dimmed">{`${one.id}  ${one.name}`}</Text>)}
    </Stack>
  );
}
