/** Where good comes from: queries of events, monitors, or a threshold. */

import { Group, MultiSelect, NumberInput, Select, Stack, TagsInput, Textarea } from "@mantine/core";
import { useMonitors } from "@/api/monitors";
import type { SloBody } from "@/api/slos";
import { QueryInput } from "@/components/QueryInput";

type Props = { body: SloBody; onChange: (part: Partial<SloBody>) => void };

export function Source(props: Props) {
  switch (props.body.type) {
    case "monitor":
      return <Watched {...props} />;
    case "time_slice":
      return <Sliced {...props} />;
    default:
      return <Counted {...props} />;
  }
}

function Counted({ body, onChange }: Props) {
  const { numerator = "", denominator = "" } = body.query ?? {};
  if (body.sli_specification)
    return (
      <Textarea
        label="Formulas (as the API has them)"
        readOnly
        autosize
        value={JSON.stringify(body.sli_specification, null, 2)}
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: 12 } }}
      />
    );
  return (
    <Stack gap="xs">
      <QueryInput
        label="Good events"
        placeholder="sum:requests{status:ok}.as_count()"
        value={numerator}
        onChange={(text) => onChange({ query: { numerator: text, denominator } })}
      />
      <QueryInput
        label="All events"
        placeholder="sum:requests{*}.as_count()"
        value={denominator}
        onChange={(text) => onChange({ query: { numerator, denominator: text } })}
      />
    </Stack>
  );
}

function Watched({ body, onChange }: Props) {
  const { data = [] } = useMonitors();
  const chosen = body.monitor_ids ?? [];
  return (
    <Stack gap="xs">
      <MultiSelect
        label="Monitors"
        searchable
        maxValues={20}
        placeholder={chosen.length ? "" : "Choose up to 20"}
        nothingFoundMessage="No such monitor"
        data={data
          .filter((one) => one.type !== "slo alert" && one.type !== "composite")
          .map((one) => ({ value: String(one.id), label: one.name || `Monitor ${one.id}` }))}
        value={chosen.map(String)}
        onChange={(ids) => onChange({ monitor_ids: ids.map(Number) })}
      />
      {chosen.length === 1 && (
        <TagsInput
          label="Groups"
          description="Such as host:web-1; none stands for all of them"
          value={body.groups ?? []}
          onChange={(groups) => onChange({ groups })}
          splitChars={[]}
        />
      )}
    </Stack>
  );
}

function Sliced({ body, onChange }: Props) {
  const slice = body.sli_specification?.time_slice;
  const first = slice?.query.queries[0];
  if (!slice || !first) return null;
  const set = (part: Partial<typeof slice>) => onChange({ sli_specification: { time_slice: { ...slice, ...part } } });
  return (
    <Stack gap="xs">
      {slice.query.queries.map((one, at) => (
        <QueryInput
          key={one.name}
          label={slice.query.queries.length > 1 ? `Query ${one.name}` : "Query"}
          value={one.query}
          onChange={(text) =>
            set({
              query: {
                ...slice.query,
                queries: slice.query.queries.map((other, i) => (i === at ? { ...other, query: text } : other)),
              },
            })
          }
        />
      ))}
      <Group gap="xs" align="flex-end">
        <Select
          w={80}
          label="Good while"
          allowDeselect={false}
          data={["<", "<=", ">", ">="]}
          value={slice.comparator}
          onChange={(comparator) => set({ comparator: comparator ?? "<" })}
        />
        <NumberInput
          w={140}
          aria-label="Threshold"
          value={slice.threshold}
          onChange={(threshold) => set({ threshold: Number(threshold) })}
        />
        <Select
          w={170}
          label="In slices of"
          allowDeselect={false}
          data={[
            { value: "60", label: "1 minute" },
            { value: "300", label: "5 minutes" },
          ]}
          value={String(slice.query_interval_seconds ?? 300)}
          onChange={(text) => set({ query_interval_seconds: Number(text) })}
        />
      </Group>
    </Stack>
  );
}
