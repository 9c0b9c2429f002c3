/** The rules that colour values: the first one that a value meets wins. */

import { ColorInput, NumberInput, Select, TextInput } from "@mantine/core";
import { type ConditionalFormat, FORMAT_PALETTES } from "@/lib/conditional";
import { formatsOf, requestsOf } from "@/lib/requests";
import type { FormProps } from "../widget";
import { RowsForm } from "./RowsForm";

/** Edits the formats of the first request, or of one of its formulas where those have their own. */
export function FormatsForm({ definition, onChange, formula }: FormProps & { formula?: number }) {
  const [request, ...others] = requestsOf(definition);
  if (!request) return null;
  const formats = formatsOf(request, formula ?? 0);
  const own = formula !== undefined || Boolean(request.formulas?.[0]?.conditional_formats?.length);
  const set = (next: ConditionalFormat[]) => {
    const at = formula ?? 0;
    const changed = own
      ? {
          ...request,
          formulas: request.formulas?.map((one, index) => (index === at ? { ...one, conditional_formats: next } : one)),
        }
      : { ...request, conditional_formats: next };
    onChange({ ...definition, requests: [changed, ...others] });
  };
  return (
    <RowsForm<ConditionalFormat>
      title="Colours by value"
      name="rule"
      rows={formats}
      fresh={{ comparator: ">", value: 0, palette: "white_on_red" }}
      onChange={set}
      ordered
      fields={(format, change, number) => (
        <>
          <Select
            size="xs"
            w={70}
            aria-label={`Comparison of rule ${number}`}
            allowDeselect={false}
            data={[">", ">=", "<", "<=", "="]}
            value={format.comparator}
            onChange={(comparator) => change({ comparator: comparator ?? ">" })}
          />
          <NumberInput
            size="xs"
            w={100}
            aria-label={`Value of rule ${number}`}
            value={format.value}
            onChange={(value) => change({ value: Number(value) })}
          />
          <Select
            size="xs"
            w={180}
            aria-label={`Look of rule ${number}`}
            allowDeselect={false}
            data={FORMAT_PALETTES.map((value) => ({ value, label: value.replace(/_/g, " ") }))}
            value={format.palette}
            onChange={(palette) => change({ palette: palette ?? "white_on_red" })}
          />
          {format.palette === "custom_bg" && (
            <ColorInput
              size="xs"
              w={120}
              aria-label={`Ground of rule ${number}`}
              value={format.custom_bg_color ?? ""}
              onChange={(custom_bg_color) => change({ custom_bg_color })}
            />
          )}
          {format.palette === "custom_text" && (
            <ColorInput
              size="xs"
              w={120}
              aria-label={`Text of rule ${number}`}
              value={format.custom_fg_color ?? ""}
              onChange={(custom_fg_color) => change({ custom_fg_color })}
            />
          )}
          {format.palette === "custom_image" && (
            <TextInput
              size="xs"
              w={220}
              aria-label={`Picture of rule ${number}`}
              placeholder="https://…"
              value={format.image_url ?? ""}
              onChange={(event) => change({ image_url: event.currentTarget.value })}
            />
          )}
        </>
      )}
    />
  );
}
