/** A formula over several queries, which are kept as the monitor's `variables`. */

import { ActionIcon, Badge, Button, Group, Stack } from "@mantine/core";
import { IconMathFunction, IconPlus, IconTrash } from "@tabler/icons-react";
import { QueryInput } from "@/components/QueryInput";
import { QueryRow } from "@/components/queries/QueryRow";
import { formulaType } from "@/lib/monitorQuery";
import { freshName } from "@/lib/named-queries";
import type { Query } from "@/lib/requests";
import type { Editing } from "./edit";
import { Choice, Comparison, LAST, Words } from "./Words";

export function FormulaForm({ editing, made }: { editing: Editing; made: boolean }) {
  const { body, parts, ask, set } = editing;
  const queries = (Array.isArray(body.options.variables) ? body.options.variables : []) as Query[];
  const change = (variables: Query[]) => {
    const type = made ? body.type : formulaType(variables.map((one) => one.data_source ?? "metrics"));
    set({ type, options: { ...body.options, variables } });
  };
  const put = (at: number, query: Query) => change(queries.map((one, index) => (index === at ? query : one)));
  const add = () => {
    const last = queries.at(-1);
    const copy = last ? structuredClone(last) : { data_source: "metrics", query: "" };
    change([...queries, { ...copy, name: freshName(queries) }]);
  };
  return (
    <Stack gap={6}>
      {queries.map((query, at) => (
        <QueryRow
          key={String(query.name)}
          query={query}
          scalar
          onChange={(next) => put(at, next)}
          onChoose={(next) => put(at, next)}
        >
          <ActionIcon
            size={34}
            variant="subtle"
            color="gray"
            disabled={queries.length === 1}
            aria-label={`Remove query ${query.name}`}
            onClick={() => change(queries.filter((_, index) => index !== at))}
          >
            <IconTrash size={16} />
          </ActionIcon>
        </QueryRow>
      ))}
      <Group>
        <Button size="compact-xs" variant="subtle" leftSection={<IconPlus size={12} />} onClick={add}>
          Add a query
        </Button>
      </Group>
      <Group gap={6} wrap="nowrap" align="flex-start">
        <Badge variant="light" color="grape" radius="sm" mt={8} miw={26} px={6}>
          <IconMathFunction size={12} />
        </Badge>
        <QueryInput
          aria-label="Formula"
          names={queries.map((one) => String(one.name))}
          value={parts.formula ?? ""}
          onChange={(formula) => ask({ formula })}
        />
      </Group>
      <Words>
        Alert when the formula over the
        <Choice
          label="Window"
          w={110}
          data={LAST.map((one) => ({ value: one, label: `last ${one}` }))}
          value={parts.window ?? "5m"}
          onChange={(window) => ask({ window: window ?? "5m" })}
        />
        is
        <Comparison value={parts.comparator ?? ">"} onChange={(comparator) => ask({ comparator: comparator ?? ">" })} />
      </Words>
    </Stack>
  );
}
