/** What graphs have in common: axes, thresholds, events over them, a legend. */

import { MultiSelect, Select, TextInput } from "@mantine/core";
import type { MarkerJson } from "@/lib/marks";
import type { FormProps } from "../widget";
import { Fields, SelectField, SwitchField, TextField } from "./fields";
import { RowsForm } from "./RowsForm";

export function AxisForm({ definition, onChange, member, label }: FormProps & { member: string; label: string }) {
  const axis = definition[member];
  const props = { of: axis, onChange: (next: unknown) => onChange({ ...definition, [member]: next }) };
  return (
    <Fields>
      <SelectField
        {...props}
        label={label}
        member="scale"
        standard="linear"
        width={120}
        data={["linear", "log", "sqrt", "pow2", "pow3"]}
      />
      <TextField {...props} label="From" member="min" placeholder="auto" width={80} />
      <TextField {...props} label="To" member="max" placeholder="auto" width={80} />
      <TextField {...props} label="Name" member="label" width={120} />
      <SwitchField {...props} label="With zero" member="include_zero" standard />
    </Fields>
  );
}

const LEVELS = ["error", "warning", "ok", "info"].flatMap((level) =>
  ["dashed", "solid", "bold"].map((kind) => `${level} ${kind}`),
);

export function MarkersForm({ definition, onChange }: FormProps) {
  const markers = (Array.isArray(definition.markers) ? definition.markers : []) as MarkerJson[];
  return (
    <RowsForm<MarkerJson>
      title="Thresholds"
      name="threshold"
      rows={markers}
      fresh={{ value: "y = 0", display_type: "error dashed" }}
      onChange={(next) => onChange({ ...definition, markers: next })}
      fields={(marker, change, number) => (
        <>
          <TextInput
            size="xs"
            w={140}
            aria-label={`Values of threshold ${number}`}
            placeholder="y > 80 or 0 < y < 10"
            value={marker.value ?? ""}
            onChange={(event) => change({ value: event.currentTarget.value })}
          />
          <Select
            size="xs"
            w={140}
            aria-label={`Look of threshold ${number}`}
            allowDeselect={false}
            data={LEVELS}
            value={marker.display_type ?? "error dashed"}
            onChange={(display_type) => change({ display_type: display_type ?? "error dashed" })}
          />
          <TextInput
            size="xs"
            w={150}
            aria-label={`Name of threshold ${number}`}
            placeholder="Name"
            value={marker.label ?? ""}
            onChange={(event) => change({ label: event.currentTarget.value })}
          />
        </>
      )}
    />
  );
}

/** A search whose events are drawn as bars. */
export function EventsForm({ definition, onChange }: FormProps) {
  const events = (Array.isArray(definition.events) ? definition.events : []) as Array<{ q?: string }>;
  return (
    <TextInput
      size="xs"
      label="Events over the graph"
      placeholder="source:deploy $env"
      value={events[0]?.q ?? ""}
      onChange={(event) => {
        const q = event.currentTarget.value;
        onChange({ ...definition, events: q ? [{ ...events[0], q }, ...events.slice(1)] : events.slice(1) });
      }}
    />
  );
}

export function LegendForm({ definition, onChange }: FormProps) {
  const columns = Array.isArray(definition.legend_columns) ? (definition.legend_columns as string[]) : [];
  const props = { of: definition, onChange: (next: unknown) => onChange(next as FormProps["definition"]) };
  return (
    <Fields>
      <SelectField
        {...props}
        label="Legend"
        member="legend_layout"
        standard="auto"
        data={[
          { value: "auto", label: "By the room there is" },
          { value: "horizontal", label: "Names in a row" },
          { value: "vertical", label: "Table" },
        ]}
      />
      <MultiSelect
        size="xs"
        w={270}
        label="Figures"
        data={["avg", "min", "max", "value", "sum"]}
        value={columns}
        onChange={(legend_columns) => onChange({ ...definition, legend_columns })}
      />
      <SwitchField {...props} label="Show" member="show_legend" standard />
    </Fields>
  );
}
