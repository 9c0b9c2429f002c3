/** The editor of a host map's new form: nodes of any kind, their figures, and what they hold. */

import { Button, Group, Paper, Stack, TagsInput, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { QueriesForm } from "@/components/queries/QueriesForm";
import { type Dimension, type Infrastructure, measureBy, measureOf, numbers, withMeasure } from "@/lib/hostmap";
import { RAMP_NAMES } from "@/lib/palettes";
import { requestsOf } from "@/lib/requests";
import type { FormProps } from "../widget";
import { CommonForm } from "./CommonForm";
import { Fields, SelectField, SwitchField, TextField } from "./fields";

type StyleProps = { of: unknown; onChange: (next: Record<string, unknown>) => void };

/** Which colours, and what their ends stand for. */
export function MapStyleFields(style: StyleProps) {
  return (
    <Fields>
      <SelectField {...style} label="Colours" member="palette" standard="green_to_orange" data={RAMP_NAMES} />
      <TextField {...style} label="From" member="fill_min" placeholder="smallest" width={90} />
      <TextField {...style} label="To" member="fill_max" placeholder="largest" width={90} />
      <SwitchField {...style} label="Other way round" member="palette_flip" />
    </Fields>
  );
}

const KINDS = [
  { value: "host", label: "Hosts" },
  { value: "container", label: "Containers" },
  { value: "pod", label: "Pods" },
  { value: "cluster", label: "Clusters" },
];
const METRICS: Record<string, Record<Dimension, string>> = {
  host: { fill: "system.cpu.user", size: "system.mem.used" },
  container: { fill: "container.cpu.usage", size: "container.memory.usage" },
};

type Props = { request: Infrastructure; onChange: (next: Infrastructure) => void; kinds: typeof KINDS };

function One({ request, onChange, kinds }: Props) {
  const node = request.node_type ?? "host";
  const own = { of: request, onChange: (next: unknown) => onChange(next as Infrastructure) };
  const measure = (name: Dimension, label: string) => {
    const found = measureOf(request, name);
    return (
      <Stack gap={4} role="group" aria-label={label}>
        <Group gap="xs">
          <Text size="xs" fw={500}>
            {label}
          </Text>
          <Button
            size="compact-xs"
            variant="subtle"
            onClick={() =>
              onChange(
                withMeasure(
                  request,
                  name,
                  found ? undefined : measureBy(node, (METRICS[node] ?? METRICS.container)?.[name] ?? ""),
                ),
              )
            }
          >
            {found ? "Remove" : "Choose a figure"}
          </Button>
        </Group>
        {found && (
          <QueriesForm
            scalar
            named={found}
            onChange={({ queries, formulas }) => {
              // A dimension has one formula: what was just written or chosen.
              const fresh = formulas.find((one) => one.formula !== found.formulas[0]?.formula) ?? formulas[0];
              onChange(withMeasure(request, name, { queries, formulas: fresh ? [fresh] : [] }));
            }}
          />
        )}
      </Stack>
    );
  };
  return (
    <Stack gap="xs">
      <Fields>
        <SelectField {...own} label="Hexagons are" member="node_type" standard="host" data={kinds} width={130} />
        <TextField {...own} label="Only with" member="filter" placeholder="env:prod" width={220} />
      </Fields>
      {measure("fill", "Colour by")}
      {measure("size", "Size by")}
      <TagsInput
        size="xs"
        label="Groups, from outside to inside"
        placeholder="env"
        value={(request.group_by ?? []).map((one) => one.key || one.column || "")}
        onChange={(keys) => onChange({ ...request, group_by: keys.map((key) => ({ column: "tags", key })) })}
      />
      <MapStyleFields of={request.style} onChange={(style) => onChange({ ...request, style: numbers(style) })} />
      <Fields>
        <SwitchField {...own} label="Hide those without a group" member="no_group_hosts" />
        <SwitchField {...own} label="Hide those without a figure" member="no_metric_hosts" />
      </Fields>
    </Stack>
  );
}

export function InfrastructureForm(props: FormProps) {
  const { definition, onChange } = props;
  const request = (requestsOf(definition)[0] ?? {}) as Infrastructure;
  const set = (next: Infrastructure) => onChange({ ...definition, requests: [next] });
  const { child, ...alone } = request;
  return (
    <Stack gap="sm">
      <One request={request} onChange={set} kinds={KINDS} />
      {child ? (
        <Paper withBorder p="xs">
          <Group justify="space-between" mb={4}>
            <Text size="sm" fw={600}>
              Each of these holds
            </Text>
            <Button size="compact-xs" variant="subtle" onClick={() => set(alone)}>
              Do not nest
            </Button>
          </Group>
          <One
            request={child}
            onChange={(next) => set({ ...request, child: next })}
            kinds={KINDS.filter((one) => one.value !== (request.node_type ?? "host"))}
          />
        </Paper>
      ) : (
        <Group>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={14} />}
            onClick={() => set({ ...request, child: inside(request.node_type ?? "host") })}
          >
            Show what they hold
          </Button>
        </Group>
      )}
      <CommonForm {...props} />
    </Stack>
  );
}

/** What nodes of a kind usually hold. */
function inside(kind: string): Infrastructure {
  const node = kind === "cluster" ? "host" : "container";
  const empty: Infrastructure = { request_type: "infrastructure_hostmap", node_type: node, enrichments: [] };
  const metric = METRICS[node]?.fill ?? "";
  const measure = measureBy(node, metric);
  const [query] = measure.queries;
  // Each is found within its parent by the parent's name among its tags.
  const by = node === "container" ? `${kind === "pod" ? "pod_name" : "host"},container_name` : "host";
  return withMeasure(empty, "fill", {
    ...measure,
    queries: query ? [{ ...query, query: `avg:${metric}{*} by {${by}}` }] : [],
  });
}
