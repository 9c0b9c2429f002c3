/** A metrics query, built of fields or typed; what fields cannot hold is typed. */

import { ActionIcon, Autocomplete, Group, MultiSelect, Select, TextInput, Tooltip } from "@mantine/core";
import { IconCode, IconForms } from "@tabler/icons-react";
import { useState } from "react";
import { useMetricNames, useMetricTags } from "@/api/metrics";
import { AGGREGATORS } from "@/lib/complete";
import { type Plain, putTogether, takenApart } from "@/lib/metric-query";
import { QueryInput } from "../QueryInput";

type Props = {
  value: string;
  onChange: (value: string) => void;
  onCommit?: ((value: string) => void) | undefined;
  label: string;
  /** Whether fields come first. */
  built?: boolean;
};

/** As much of the row as there is, and a row of its own on a narrow page. */
export const WIDE = { flex: "1 1 280px", minWidth: 0 };
const DAY_AGO = Date.now() / 1000 - 86400;

export function MetricFields({ value, onChange, onCommit, label, built = false }: Props) {
  const [fields, setFields] = useState(built);
  const plain = takenApart(value);
  const both = (text: string) => {
    onChange(text);
    onCommit?.(text);
  };
  return (
    <Group gap={6} wrap="nowrap" align="flex-start" style={WIDE}>
      {fields && plain ? (
        <Fields plain={plain} label={label} onChange={(next) => both(putTogether(next))} />
      ) : (
        <QueryInput aria-label={label} value={value} onChange={onChange} onCommit={onCommit} />
      )}
      <Tooltip
        label={plain ? (fields ? "Type the query" : "Build the query with fields") : "Only typing can hold this query"}
      >
        <ActionIcon
          size={34}
          variant="subtle"
          color="gray"
          disabled={!plain}
          aria-label={fields ? `Type ${label}` : `Build ${label} with fields`}
          onClick={() => setFields(!fields)}
        >
          {fields && plain ? <IconCode size={16} /> : <IconForms size={16} />}
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}

function Fields({ plain, label, onChange }: { plain: Plain; label: string; onChange: (next: Plain) => void }) {
  const { data: metrics = [] } = useMetricNames(DAY_AGO);
  const { data: tags = {} } = useMetricTags(plain.metric, plain.metric !== "");
  const [metric, setMetric] = useState(plain.metric);
  const [filter, setFilter] = useState(plain.filter);
  const set = (part: Partial<Plain>) => onChange({ ...plain, metric, filter, ...part });
  const keys = [...new Set([...Object.keys(tags), ...plain.by])];
  const mono = { input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: 12 } };
  return (
    <Group gap={6} style={{ flex: 1 }} role="group" aria-label={label}>
      <Select
        size="sm"
        w={84}
        aria-label="Series merged by"
        allowDeselect={false}
        data={[...new Set([...AGGREGATORS, plain.aggregator])]}
        value={plain.aggregator}
        onChange={(aggregator) => set({ aggregator: aggregator ?? "avg" })}
      />
      <Autocomplete
        size="sm"
        miw={200}
        style={{ flex: 3 }}
        styles={mono}
        aria-label="Metric"
        placeholder="Metric"
        data={metrics}
        limit={50}
        value={metric}
        onChange={setMetric}
        onOptionSubmit={(next) => set({ metric: next })}
        onBlur={() => metric !== plain.metric && set({})}
        onKeyDown={(event) => event.key === "Enter" && set({})}
      />
      <TextInput
        size="sm"
        miw={120}
        style={{ flex: 2 }}
        styles={mono}
        aria-label="From"
        placeholder="*"
        leftSection={<span style={{ fontSize: 12 }}>from</span>}
        leftSectionWidth={44}
        value={filter === "*" ? "" : filter}
        onChange={(event) => setFilter(event.currentTarget.value || "*")}
        onBlur={() => filter !== plain.filter && set({})}
        onKeyDown={(event) => event.key === "Enter" && set({})}
      />
      <MultiSelect
        size="sm"
        miw={130}
        style={{ flex: 2 }}
        aria-label="By"
        searchable
        hidePickedOptions
        placeholder={plain.by.length ? "" : "no groups"}
        leftSection={<span style={{ fontSize: 12 }}>by</span>}
        data={keys}
        value={plain.by}
        onChange={(by) => set({ by })}
      />
      <Select
        size="sm"
        w={118}
        aria-label="Shown as"
        data={[
          { value: "", label: "as sent" },
          { value: "as_count", label: "as count" },
          { value: "as_rate", label: "as rate" },
        ]}
        allowDeselect={false}
        value={plain.mode}
        onChange={(mode) => set({ mode: mode ?? "" })}
      />
      <Select
        size="sm"
        w={128}
        aria-label="Points merged by"
        data={[
          { value: "", label: "rollup: auto" },
          ...["avg", "sum", "min", "max", "count"].map((one) => ({ value: one, label: `rollup: ${one}` })),
        ]}
        allowDeselect={false}
        value={plain.rollup}
        onChange={(rollup) => set({ rollup: rollup ?? "" })}
      />
      <TextInput
        size="sm"
        w={76}
        aria-label="Seconds of a bucket"
        placeholder="auto"
        rightSection={<span style={{ fontSize: 12 }}>s</span>}
        defaultValue={plain.seconds}
        onBlur={(event) => set({ seconds: event.currentTarget.value.replace(/\D/g, "") })}
        onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
      />
    </Group>
  );
}
