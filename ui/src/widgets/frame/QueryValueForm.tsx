/** The editor of a query_value. */

import { Stack } from "@mantine/core";
import { requestsOf } from "@/lib/requests";
import type { FormProps } from "../widget";
import { CommonForm } from "./CommonForm";
import { FormatsForm } from "./FormatsForm";
import { Fields, NumberField, SelectField, SwitchField, TextField, withMember } from "./fields";
import { RequestsForm } from "./RequestsForm";

export function QueryValueForm(props: FormProps) {
  const { definition, onChange } = props;
  const [request = {}, ...others] = requestsOf(definition);
  const own = { of: definition, onChange: (next: unknown) => onChange(next as FormProps["definition"]) };
  const compared = (request.comparison ?? {}) as { duration?: unknown };
  const setComparison = (comparison: unknown) =>
    onChange({ ...definition, requests: [withMember(request, "comparison", comparison), ...others] });
  const comparison = { of: compared, onChange: setComparison };
  const period = String((compared.duration as { type?: string } | undefined)?.type ?? "");
  return (
    <Stack gap="sm">
      <RequestsForm {...props} kind="scalar" />
      <Fields>
        <TextField {...own} label="Unit" member="custom_unit" placeholder="automatic" width={110} />
        <NumberField {...own} label="Decimals" member="precision" min={0} max={10} placeholder="automatic" />
        <SelectField
          {...own}
          label="Align"
          member="text_align"
          standard="center"
          width={100}
          data={["left", "center", "right"]}
        />
        <SelectField
          label="Over time, behind"
          of={definition.timeseries_background}
          member="type"
          data={[
            { value: "", label: "nothing" },
            { value: "area", label: "area" },
            { value: "bars", label: "bars" },
          ]}
          onChange={(next) =>
            onChange(
              withMember(definition, "timeseries_background", next.type ? next : undefined) as FormProps["definition"],
            )
          }
        />
        <SwitchField {...own} label="k, M, ms, GiB …" member="autoscale" standard />
      </Fields>
      <Fields>
        <SelectField
          label="Compared with"
          of={{ type: period }}
          member="type"
          width={170}
          data={[
            { value: "", label: "nothing" },
            { value: "previous_timeframe", label: "the time before" },
            { value: "previous_day", label: "a day before" },
            { value: "previous_week", label: "a week before" },
            { value: "previous_month", label: "a month before" },
            ...(period === "custom_timeframe" ? [{ value: "custom_timeframe", label: "a chosen time" }] : []),
          ]}
          onChange={({ type }) =>
            setComparison(
              type ? { directionality: "neutral", type: "relative", ...compared, duration: { type } } : undefined,
            )
          }
        />
        {period && (
          <>
            <SelectField
              {...comparison}
              label="Told as"
              member="type"
              standard="relative"
              width={110}
              data={["relative", "absolute", "both"]}
            />
            <SelectField
              {...comparison}
              label="Good is"
              member="directionality"
              standard="neutral"
              width={110}
              data={[
                { value: "increase_better", label: "more" },
                { value: "decrease_better", label: "less" },
                { value: "neutral", label: "neither" },
              ]}
            />
          </>
        )}
      </Fields>
      <FormatsForm {...props} />
      <CommonForm {...props} />
    </Stack>
  );
}
