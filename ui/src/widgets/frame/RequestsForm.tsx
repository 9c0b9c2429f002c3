/** The part of a widget's editor that asks for queries, with how they are drawn. */

import { ActionIcon, Button, Group, Select, Stack } from "@mantine/core";
import { IconMathFunction, IconPlus, IconTrash } from "@tabler/icons-react";
import type { Definition } from "@/api/dashboards";
import { QueryInput } from "@/components/QueryInput";
import { QueriesForm } from "@/components/queries/QueriesForm";
import { REDUCERS } from "@/components/queries/QueryRow";
import { PALETTES } from "@/lib/palettes";
import { queriesOf, type Request, requestsOf } from "@/lib/requests";

type Props = {
  definition: Definition;
  onChange: (definition: Definition) => void;
  /** A scalar widget has one request and an aggregator; a timeseries has several, each with its look; heat has neither. */
  kind: "timeseries" | "scalar" | "heat";
};

export function RequestsForm({ definition, onChange, kind }: Props) {
  const requests = requestsOf(definition);
  const set = (next: Request[]) => onChange({ ...definition, requests: next });
  const change = (at: number, part: Partial<Request>) =>
    set(requests.map((one, index) => (index === at ? { ...one, ...part } : one)));
  return (
    <Stack gap="sm">
      {requests.map((request, at) => (
        <Stack key={at} gap={6}>
          <Group gap="xs" wrap="nowrap" align="flex-end">
            {typeof request.q === "string" ? (
              <QueryInput
                label={requests.length > 1 ? `Query ${at + 1}` : "Query"}
                value={request.q}
                onChange={(q) => change(at, { q })}
              />
            ) : (
              <Stack flex={1} miw={0}>
                <QueriesForm
                  scalar={kind === "scalar"}
                  named={{ queries: queriesOf(request).queries, formulas: request.formulas ?? [] }}
                  onChange={(named) => change(at, named)}
                />
              </Stack>
            )}
            {requests.length > 1 && (
              <ActionIcon
                variant="subtle"
                color="red"
                size={36}
                aria-label={typeof request.q === "string" ? `Remove query ${at + 1}` : `Remove queries ${at + 1}`}
                onClick={() => set(requests.filter((_, index) => index !== at))}
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
                  data={["line", "area", "bars", "overlay"]}
                  value={request.display_type ?? "line"}
                  onChange={(display_type) => change(at, { display_type: display_type ?? "line" })}
                />
                <Select
                  size="xs"
                  w={130}
                  aria-label="Palette"
                  allowDeselect={false}
                  data={[...new Set([...PALETTES, request.style?.palette ?? "dog_classic"])]}
                  value={request.style?.palette ?? "dog_classic"}
                  onChange={(palette) => change(at, { style: { ...request.style, palette: palette ?? "dog_classic" } })}
                />
              </>
            ) : (
              kind === "scalar" &&
              typeof request.q === "string" && (
                <Select
                  size="xs"
                  w={170}
                  aria-label="Over the time range"
                  allowDeselect={false}
                  data={REDUCERS}
                  value={request.aggregator ?? "avg"}
                  onChange={(aggregator) => change(at, { aggregator: aggregator ?? "avg" })}
                />
              )
            )}
            {typeof request.q === "string" && (
              <Button
                size="xs"
                variant="subtle"
                leftSection={<IconMathFunction size={14} />}
                onClick={() => set(requests.map((one, index) => (index === at ? withNames(one, kind) : one)))}
              >
                Several queries, formulas, logs
              </Button>
            )}
          </Group>
        </Stack>
      ))}
      {kind === "timeseries" && (
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={14} />}
            onClick={() => set([...requests, { q: requests.at(-1)?.q ?? "", display_type: "line" }])}
          >
            Add a request with a look of its own
          </Button>
        </Group>
      )}
    </Stack>
  );
}

/** The request in the form that has named queries and formulas. */
function withNames(request: Request, kind: Props["kind"]): Request {
  const { q: _, aggregator: __, metadata: ___, ...rest } = request;
  const { queries, formulas } = queriesOf(request);
  return { ...rest, queries, formulas, response_format: kind === "scalar" ? kind : "timeseries" };
}
