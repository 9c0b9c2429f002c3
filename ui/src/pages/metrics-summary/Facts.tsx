/** What is known of a metric, and the form that changes it. */

import { Button, Group, NumberInput, Select, SimpleGrid, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type MetricFacts, saveMetricFacts } from "@/api/metric_summary";
import { KeyValues } from "@/components/KeyValues";
import { done, failed } from "@/components/notify";

const TYPES = ["gauge", "rate", "count", "distribution"];

export function Facts({ name, facts }: { name: string; facts: MetricFacts }) {
  const [editing, setEditing] = useState(false);
  if (editing) return <FactsForm name={name} facts={facts} onClose={() => setEditing(false)} />;
  const known = {
    type: facts.type,
    unit: [facts.unit, facts.per_unit].filter(Boolean).join(" per "),
    "short name": facts.short_name,
    interval: facts.statsd_interval ? `${facts.statsd_interval} s` : "",
    integration: facts.integration,
  };
  return (
    <Stack gap={6} component="section" aria-label="What is known">
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <Text size="sm" c={facts.description ? undefined : "dimmed"}>
          {facts.description || "No description yet."}
        </Text>
        <Button
          size="compact-xs"
          variant="default"
          style={{ flex: "none" }}
          leftSection={<IconPencil size={12} />}
          onClick={() => setEditing(true)}
        >
          Edit
        </Button>
      </Group>
      <KeyValues values={Object.fromEntries(Object.entries(known).filter(([, value]) => value))} />
    </Stack>
  );
}

function FactsForm({ name, facts, onClose }: { name: string; facts: MetricFacts; onClose: () => void }) {
  const [changes, setChanges] = useState<Partial<MetricFacts>>({});
  const [busy, setBusy] = useState(false);
  const cache = useQueryClient();
  const shown = { ...facts, ...changes };
  const set = (part: Partial<MetricFacts>) => setChanges((before) => ({ ...before, ...part }));
  const save = async () => {
    setBusy(true);
    try {
      cache.setQueryData(["metric-facts", name], await saveMetricFacts(name, changes));
      void cache.invalidateQueries({ queryKey: ["metric-summary"] });
      done("Saved");
      onClose();
    } catch (wrong) {
      failed(wrong);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Stack
      gap="xs"
      component="form"
      aria-label="What is known"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Textarea
        size="xs"
        label="Description"
        autosize
        minRows={2}
        maxRows={8}
        data-autofocus
        value={shown.description ?? ""}
        onChange={(event) => set({ description: event.currentTarget.value })}
      />
      <SimpleGrid cols={{ base: 2, sm: 3 }} spacing="xs">
        <Select
          size="xs"
          label="Type"
          allowDeselect={false}
          data={TYPES}
          value={shown.type}
          onChange={(type) => set({ type })}
        />
        <TextInput
          size="xs"
          label="Unit"
          placeholder="byte"
          value={shown.unit ?? ""}
          onChange={(event) => set({ unit: event.currentTarget.value.trim() })}
        />
        <TextInput
          size="xs"
          label="Per unit"
          placeholder="second"
          value={shown.per_unit ?? ""}
          onChange={(event) => set({ per_unit: event.currentTarget.value.trim() })}
        />
        <TextInput
          size="xs"
          label="Short name"
          value={shown.short_name ?? ""}
          onChange={(event) => set({ short_name: event.currentTarget.value })}
        />
        <NumberInput
          size="xs"
          label="StatsD interval"
          suffix=" s"
          min={0}
          max={86400}
          allowDecimal={false}
          value={shown.statsd_interval ?? ""}
          onChange={(given) => set({ statsd_interval: typeof given === "number" ? given : null })}
        />
      </SimpleGrid>
      <Group gap="xs" justify="flex-end">
        <Button size="xs" variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button size="xs" type="submit" loading={busy} disabled={!Object.keys(changes).length}>
          Save
        </Button>
      </Group>
    </Stack>
  );
}
