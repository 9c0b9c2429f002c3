/** servicemap: a service with those that it calls and that call it. */

import { Stack, TagsInput } from "@mantine/core";
import { own, TextField } from "./frame/fields";
import { ServiceMapView } from "./frame/ServiceMapView";
import type { FormProps, ViewProps, Widget } from "./widget";

const filtersOf = (given: unknown): unknown[] => (Array.isArray(given) ? given : []);

function View({ definition, scene }: ViewProps) {
  return (
    <ServiceMapView service={String(definition.service ?? "")} filters={filtersOf(definition.filters)} scene={scene} />
  );
}

function Form(props: FormProps) {
  const { definition, onChange } = props;
  return (
    <Stack gap="xs">
      <TextField {...own(props)} member="service" label="Service" placeholder="all" width={240} />
      <TagsInput
        size="xs"
        label="Filters"
        placeholder="env:prod or $env"
        value={filtersOf(definition.filters).map(String)}
        onChange={(filters) => onChange({ ...definition, filters })}
      />
    </Stack>
  );
}

export const widget: Widget = {
  type: "servicemap",
  name: "Service map",
  size: { width: 6, height: 4 },
  initial: { type: "servicemap", title: "", service: "", filters: [] },
  example: { type: "servicemap", title: "Services", service: "", filters: ["env:*"] },
  View,
  Form,
};
