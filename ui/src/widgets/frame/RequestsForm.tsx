/** The part of a widget's editor that asks for queries: one line each, with what is drawn. */

import { ActionIcon, Button, Group, NumberInput, Select, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import type { Definition } from "@/api/dashboards";
import { QueryInput } from "@/components/QueryInput";
import { type Request, requestsOf } from "@/lib/requests";

type Props = {
  definition: Definition;
  onChange: (definition: Definition) => void;
  /** A scalar widget has one request and an aggregator; a timeseries has several, each with its look. */
  kind: "timeseries" | "scalar";
};

const PALETTES = ["dog_classic", "cool", "warm", "purple", "green", "orange", "red", "blue", "grey"];

export function RequestsForm({ definition, onChange, kind }: Props) {
  const requests = requestsOf(definition);
  const change = (at: number, part: Partial<Request>) =>
    onChange({ ...definition, requests: requests.map((one, index) => (index === at ? { ...one, ...part } : one)) });
  const formulas = requests.some((one) => typeof one.q !== "string");
  if (formulas) {
    return (
      <Stack gap="xs">
        {requests.map((request, at) => (
          <FormulaFields key={at} request={request} onChange={(part) => change(at, part)} />
        ))}
      </Stack>
    );
  }
  return (
    <Stack gap="sm">
      {requests.map((request, at) => (
        <Stack key={at} gap={6}>
          <Group gap="xs" wrap="nowrap" align="flex-end">
            <QueryInput
              label={requests.length > 1 ? `Query ${at + 1}` : "Query"}
              value={request.q ?? ""}
              onChange={(q) => change(at, { q })}
            />
            {requests.length > 1 && (
              <ActionIcon
                variant="subtle"
                color="red"
                size={36}
                aria-label={`Remove query ${at + 1}`}
                onClick={() => onChange({ ...definition, requests: requests.filter((_, index) => index !== at) })}
              >
                <IconTrash size={16} />
              </ActionIcon>
            )}
          </Group>
          <Group gap="xs">
            {kind === "timeseries" ? (
              <>
                <Select
                  size="xs"
                  w={110}
                  aria-label="Drawn as"
                  allowDeselect={false}
                  data={["line", "area", "bars"]}
                  value={request.display_type ?? "line"}
                  onChange={(display_type) => change(at, { display_type: display_type ?? "line" })}
                />
                <Select
                  size="xs"
                  w={130}
                  aria-label="Palette"
                  allowDeselect={false}
                  data={PALETTES}
                  value={request.style?.palette ?? "dog_classic"}
                  onChange={(palette) => change(at, { style: { ...request.style, palette: palette ?? "dog_classic" } })}
                />
              </>
            ) : (
              <Select
                size="xs"
                w={170}
                aria-label="Over the time range"
                allowDeselect={false}
                data={[
                  { value: "avg", label: "Average" },
                  { value: "last", label: "Last value" },
                  { value: "sum", label: "Sum" },
                  { value: "max", label: "Largest" },
                  { value: "min", label: "Smallest" },
                ]}
                value={request.aggregator ?? "avg"}
                onChange={(aggregator) => change(at, { aggregator: aggregator ?? "avg" })}
              />
            )}
          </Group>
        </Stack>
      ))}
      <Group gap="xs">
        {kind === "timeseries" && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={14} />}
            onClick={() =>
              onChange({
                ...definition,
                requests: [...requests, { q: requests.at(-1)?.q ?? "", display_type: "line" }],
              })
            }
          >
            Add a query
          </Button>
        )}
      </Group>
      {definition.type === "query_value" && <ValueFields definition={definition} onChange={onChange} />}
    </Stack>
  );
}

function FormulaFields({ request, onChange }: { request: Request; onChange: (part: Partial<Request>) => void }) {
  const queries = request.queries ?? [];
  return (
    <Stack gap={6}>
      {queries.map((query, at) => (
        <QueryInput
          key={at}
          label={query.name ?? `query${at + 1}`}
          value={query.query ?? ""}
          onChange={(text) =>
            onChange({ queries: queries.map((one, index) => (index === at ? { ...one, query: text } : one)) })
          }
        />
      ))}
      {(request.formulas ?? []).map((formula, at) => (
        <TextInput
          key={at}
          label={`Formula ${at + 1}`}
          ff="monospace"
          value={formula.formula}
          onChange={(event) => {
            const text = event.currentTarget.value;
            onChange({
              formulas: request.formulas?.map((one, index) => (index === at ? { ...one, formula: text } : one)) ?? [],
            });
          }}
        />
      ))}
    </Stack>
  );
}

function ValueFields({ definition, onChange }: Omit<Props, "kind">) {
  return (
    <Group gap="xs" align="flex-end">
      <TextInput
        size="xs"
        w={110}
        label="Unit"
        placeholder="automatic"
        value={typeof definition.custom_unit === "string" ? definition.custom_unit : ""}
        onChange={(event) => onChange({ ...definition, custom_unit: event.currentTarget.value || undefined })}
      />
      <NumberInput
        size="xs"
        w={110}
        label="Decimals"
        min={0}
        max={6}
        value={typeof definition.precision === "number" ? definition.precision : 2}
        onChange={(precision) => onChange({ ...definition, precision: Number(precision) })}
      />
      <Text size="xs" c="dimmed" pb={6}>
        Conditional formats stay as they are.
      </Text>
    </Group>
  );
}
