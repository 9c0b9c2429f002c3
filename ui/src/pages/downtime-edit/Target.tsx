/** What a downtime silences: monitors, and which of their groups. */

import { SegmentedControl, Select, Stack, TagsInput, Text, TextInput, Title } from "@mantine/core";
import { useMonitors } from "@/api/monitors";
import type { Attributes } from "@/lib/downtimes";

type Props = { value: Attributes; onChange: (part: Partial<Attributes>) => void };

export function Target({ value, onChange }: Props) {
  const { data: monitors = [] } = useMonitors();
  const identifier = value.monitor_identifier;
  const tags = "monitor_tags" in identifier ? identifier.monitor_tags : [];
  const kind = "monitor_id" in identifier ? "one" : tags.includes("*") ? "all" : "tags";
  const choose = (next: string) =>
    onChange({
      monitor_identifier: next === "one" ? { monitor_id: 0 } : { monitor_tags: next === "all" ? ["*"] : [] },
    });
  return (
    <Stack gap="xs">
      <Title order={2} size="h5">
        What it silences
      </Title>
      <SegmentedControl
        aria-label="Which monitors"
        data={[
          { value: "all", label: "All monitors" },
          { value: "one", label: "One monitor", disabled: !monitors.length },
          { value: "tags", label: "Monitors with tags" },
        ]}
        value={kind}
        onChange={choose}
      />
      {"monitor_id" in identifier && (
        <Select
          label="Monitor"
          searchable
          data={monitors.map((one) => ({ value: String(one.id), label: one.name || `Monitor ${one.id}` }))}
          placeholder="choose"
          value={identifier.monitor_id ? String(identifier.monitor_id) : null}
          onChange={(id) => id && onChange({ monitor_identifier: { monitor_id: Number(id) } })}
        />
      )}
      {kind === "tags" && (
        <TagsInput
          label="Monitors that have all of these tags"
          placeholder="team:shop"
          value={tags}
          onChange={(given) => onChange({ monitor_identifier: { monitor_tags: given } })}
        />
      )}
      <TextInput
        label="Groups"
        description="Tags of the groups to silence, * for all: env:(staging OR prod) AND -host:a*"
        value={value.scope}
        onChange={(event) => onChange({ scope: event.currentTarget.value })}
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
      />
      {value.scope.trim() === "" && (
        <Text size="xs" c="red">
          Write * for all groups
        </Text>
      )}
    </Stack>
  );
}
