/** trace_service: a service's requests, errors and latencies, from the metrics of its traces. */

import { Box, Stack } from "@mantine/core";
import type { ComponentType } from "react";
import { fillText } from "@/lib/templates";
import type { Traced } from "@/lib/trace-metrics";
import { TimeField } from "./frame/CommonForm";
import { Fields, own, SelectField, SwitchField, TextField } from "./frame/fields";
import { Notice } from "./frame/notices";
import { Breakdown, Distribution, Errors, Hits, Latency, Part, ResourceList } from "./frame/TraceParts";
import type { FormProps, Scene, ViewProps, Widget } from "./widget";

type Drawn = ComponentType<{ of: Traced; scene: Scene }>;
const PARTS: Array<{ member: string; title: string; Drawn: Drawn; standard: boolean }> = [
  { member: "show_hits", title: "Requests", Drawn: Hits, standard: true },
  { member: "show_errors", title: "Errors", Drawn: Errors, standard: true },
  { member: "show_latency", title: "Latency", Drawn: Latency, standard: true },
  { member: "show_breakdown", title: "Time spent", Drawn: Breakdown, standard: false },
  { member: "show_distribution", title: "Latency distribution", Drawn: Distribution, standard: false },
  { member: "show_resource_list", title: "Resources", Drawn: ResourceList, standard: false },
];
const COLUMNS: Record<string, number> = { one_column: 1, two_column: 2, three_column: 3 };
const HEIGHTS: Record<string, number> = { small: 120, medium: 170, large: 240 };

function View({ definition, scene }: ViewProps) {
  const filled = (given: unknown) => fillText(typeof given === "string" ? given : "", scene.variables).trim();
  const of = {
    service: filled(definition.service),
    env: filled(definition.env),
    operation: filled(definition.span_name),
  };
  if (!of.service || !of.operation) {
    return <Notice kind="product">Choose a service and the operation of its requests, such as web.request</Notice>;
  }
  const shown = PARTS.filter(({ member, standard }) => (definition[member] ?? standard) === true);
  return (
    <Box
      style={{
        height: "100%",
        overflow: "auto",
        display: "grid",
        gap: 8,
        gridTemplateColumns: `repeat(auto-fit, minmax(max(220px, ${Math.floor(100 / (COLUMNS[String(definition.display_format)] ?? 3)) - 2}%), 1fr))`,
        gridAutoRows: `minmax(${HEIGHTS[String(definition.size_format)] ?? HEIGHTS.medium}px, 1fr)`,
      }}
    >
      {shown.map(({ member, title, Drawn }) => (
        <Part key={member} title={title}>
          <Drawn of={of} scene={scene} />
        </Part>
      ))}
    </Box>
  );
}

function Form(props: FormProps) {
  return (
    <Stack gap="xs">
      <Fields>
        <TextField {...own(props)} member="service" label="Service" placeholder="shop" />
        <TextField {...own(props)} member="env" label="Environment" placeholder="prod" />
        <TextField {...own(props)} member="span_name" label="Operation" placeholder="web.request" />
        <SelectField
          {...own(props)}
          member="display_format"
          label="Columns"
          standard="three_column"
          data={Object.keys(COLUMNS)}
        />
        <SelectField {...own(props)} member="size_format" label="Size" standard="medium" data={Object.keys(HEIGHTS)} />
        <TimeField {...props} />
      </Fields>
      <Fields>
        {PARTS.map(({ member, title, standard }) => (
          <SwitchField key={member} {...own(props)} member={member} label={title} standard={standard} />
        ))}
      </Fields>
    </Stack>
  );
}

export const widget: Widget = {
  type: "trace_service",
  name: "Service summary",
  size: { width: 12, height: 5 },
  initial: {
    type: "trace_service",
    title: "",
    service: "",
    env: "",
    span_name: "",
    display_format: "three_column",
    show_hits: true,
    show_errors: true,
    show_latency: true,
  },
  example: {
    type: "trace_service",
    title: "A service",
    service: "shop",
    env: "prod",
    span_name: "web.request",
    display_format: "three_column",
    size_format: "medium",
    ...Object.fromEntries(PARTS.map(({ member }) => [member, true])),
  },
  View,
  Form,
};
