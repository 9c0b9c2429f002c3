/** The columns of a table: their names, how their cells are drawn, their colours. */

import { Select, Stack, Text, TextInput } from "@mantine/core";
import { type Formula, requestsOf } from "@/lib/requests";
import { unitNames } from "@/lib/units";
import type { FormProps } from "../widget";
import { FormatsForm } from "./FormatsForm";
import { Fields, SelectField } from "./fields";

const UNITS = unitNames();

export function ColumnsForm(props: FormProps) {
  const { definition, onChange } = props;
  const [request, ...others] = requestsOf(definition);
  const own = { of: definition, onChange: (next: unknown) => onChange(next as FormProps["definition"]) };
  const formulas = request?.formulas ?? [];
  const change = (at: number, part: Partial<Formula>) =>
    onChange({
      ...definition,
      requests: [
        { ...request, formulas: formulas.map((one, index) => (index === at ? { ...one, ...part } : one)) },
        ...others,
      ],
    });
  return (
    <Stack gap="sm">
      {formulas.map((formula, at) => (
        <Stack key={at} gap={6}>
          <Text size="sm" fw={500}>
            Column {at + 1}: {formula.formula}
          </Text>
          <Fields>
            <TextInput
              size="xs"
              w={150}
              label="Name"
              value={formula.alias ?? ""}
              onChange={(event) => change(at, { alias: event.currentTarget.value })}
            />
            <SelectField
              label="Cells"
              of={formula}
              member="cell_display_mode"
              standard="number"
              width={100}
              data={["number", "bar", "trend"]}
              onChange={(next) => change(at, next)}
            />
            {formula.cell_display_mode === "trend" && (
              <SelectField
                label="Trend"
                of={formula.cell_display_mode_options}
                member="trend_type"
                standard="line"
                width={90}
                data={["line", "area", "bars"]}
                onChange={(cell_display_mode_options) => change(at, { cell_display_mode_options })}
              />
            )}
            <Select
              size="xs"
              w={170}
              label="Unit"
              clearable
              searchable
              placeholder="as the metric's"
              data={UNITS}
              value={(formula.number_format as { unit?: { unit_name?: string } } | undefined)?.unit?.unit_name ?? null}
              onChange={(unit_name) =>
                change(at, { number_format: unit_name ? { unit: { type: "canonical_unit", unit_name } } : undefined })
              }
            />
          </Fields>
          <FormatsForm {...props} formula={at} />
        </Stack>
      ))}
      {!formulas.length && <FormatsForm {...props} />}
      <Fields>
        <SelectField
          {...own}
          label="Search above the rows"
          member="has_search_bar"
          standard="auto"
          data={["auto", "always", "never"]}
        />
      </Fields>
    </Stack>
  );
}
