/** How each request of a graph is drawn, beyond its kind and palette: side, dash, width, order, labels. */

import { Stack, Text } from "@mantine/core";
import { requestsOf } from "@/lib/requests";
import type { FormProps } from "../widget";
import { Fields, SelectField, SwitchField } from "./fields";

export function LinesForm({ definition, onChange }: FormProps) {
  const requests = requestsOf(definition);
  return (
    <Stack gap={6}>
      {requests.map((request, at) => {
        const set = (next: unknown) =>
          onChange({ ...definition, requests: requests.map((one, index) => (index === at ? next : one)) });
        const style = { of: request.style, onChange: (next: unknown) => set({ ...request, style: next }) };
        return (
          <Fields key={at}>
            {requests.length > 1 && (
              <Text size="xs" c="dimmed" w={56} pb={6}>
                Query {at + 1}
              </Text>
            )}
            <SelectField
              {...style}
              label="Line"
              member="line_type"
              standard="solid"
              width={96}
              data={["solid", "dashed", "dotted"]}
            />
            <SelectField
              {...style}
              label="Width"
              member="line_width"
              standard="normal"
              width={96}
              data={["thin", "normal", "thick"]}
            />
            <SelectField
              {...style}
              label="Colours by"
              member="order_by"
              standard="tags"
              width={96}
              data={["tags", "values"]}
            />
            <SwitchField {...style} label="Values" member="has_value_labels" />
            <SwitchField label="Right axis" of={request} member="on_right_yaxis" onChange={set} />
          </Fields>
        );
      })}
    </Stack>
  );
}
