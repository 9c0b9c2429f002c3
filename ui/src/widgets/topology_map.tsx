/** topology_map: services and their calls; data streams are a product that is not here. */

import { Stack, TagsInput } from "@mantine/core";
import { Fields, SelectField, TextField } from "./frame/fields";
import { Foreign } from "./frame/notices";
import { ServiceMapView } from "./frame/ServiceMapView";
import type { FormProps, ViewProps, Widget } from "./widget";

type Query = { data_source?: string; service?: string; filters?: unknown[]; query_string?: string };
const queryOf = (definition: ViewProps["definition"]): Query =>
  (Array.isArray(definition.requests) ? (definition.requests[0] as { query?: Query })?.query : undefined) ?? {};

function View({ definition, scene }: ViewProps) {
  const { data_source = "service_map", service = "", filters = [] } = queryOf(definition);
  if (data_source !== "service_map") return <Foreign sources={[data_source]} />;
  return <ServiceMapView service={service} filters={filters} scene={scene} />;
}

function Form({ definition, onChange }: FormProps) {
  const query = queryOf(definition);
  const set = (next: unknown) => onChange({ ...definition, requests: [{ request_type: "topology", query: next }] });
  return (
    <Stack gap="xs">
      <Fields>
        <SelectField
          label="Of"
          of={query}
          member="data_source"
          standard="service_map"
          data={[
            { value: "service_map", label: "services" },
            { value: "data_streams", label: "data streams" },
          ]}
          onChange={set}
        />
        <TextField label="Service" of={query} member="service" placeholder="all" onChange={set} />
      </Fields>
      <TagsInput
        size="xs"
        label="Filters"
        placeholder="env:prod or $env"
        value={(query.filters ?? []).map(String)}
        onChange={(filters) => set({ ...query, filters })}
      />
    </Stack>
  );
}

const example = {
  type: "topology_map",
  title: "What the shop calls",
  requests: [{ request_type: "topology", query: { data_source: "service_map", service: "", filters: [] } }],
};

export const widget: Widget = {
  type: "topology_map",
  name: "Topology map",
  size: { width: 6, height: 4 },
  initial: { ...example, title: "" },
  example,
  View,
  Form,
};
