/** Several queries with names, and formulas over them. */

import { ActionIcon, Badge, Button, Group, NumberInput, Select, Stack, Text, TextInput, Tooltip } from "@mantine/core";
import { IconEye, IconEyeOff, IconMathFunction, IconPlus, IconTrash } from "@tabler/icons-react";
import type { Kind } from "@/api/records";
import { isDrawn, type Named, ownFormulas, withDrawn, withFormula, withoutQuery, withQuery } from "@/lib/named-queries";
import type { Formula, Query } from "@/lib/requests";
import { QueryInput } from "../QueryInput";
import { MetricFields, WIDE } from "./MetricFields";
import { RecordFields } from "./RecordFields";

type Props = {
  named: Named;
  onChange: (named: Named) => void;
  /** Called when something is to be asked: on Enter, when a field is left, when a choice is made. */
  onCommit?: ((named: Named) => void) | undefined;
  /** Whether each metrics query has one value over the time range, by an aggregator. */
  scalar?: boolean;
  /** Whether new metrics queries are built with fields. */
  built?: boolean;
};

const SOURCES = [
  { value: "metrics", label: "Metrics" },
  { value: "logs", label: "Logs" },
  { value: "spans", label: "Spans" },
  { value: "events", label: "Events" },
];
export const REDUCERS = [
  { value: "avg", label: "Average" },
  { value: "last", label: "Last value" },
  { value: "sum", label: "Sum" },
  { value: "max", label: "Largest" },
  { value: "min", label: "Smallest" },
  { value: "percentile", label: "Percentile" },
  { value: "l2norm", label: "L2 norm" },
  { value: "area", label: "Area" },
];

export function QueriesForm({ named, onChange, onCommit, scalar = false, built = false }: Props) {
  const both = (next: Named) => {
    onChange(next);
    onCommit?.(next);
  };
  const names = named.queries.map((one) => String(one.name));
  const withAt = (at: number, query: Query): Named => ({
    ...named,
    queries: named.queries.map((one, index) => (index === at ? query : one)),
  });
  const withFormulaAt = (at: number, part: Partial<Formula>): Named => ({
    ...named,
    formulas: named.formulas.map((one, index) => (index === at ? { ...one, ...part } : one)),
  });
  return (
    <Stack gap={6}>
      {named.queries.map((query, at) => {
        const name = String(query.name);
        const source = query.data_source ?? "metrics";
        const known = SOURCES.some((one) => one.value === source);
        const shown = isDrawn(named, name);
        return (
          <Group key={name} gap={6} align="flex-start">
            <Badge variant="light" radius="sm" mt={8} tt="none" miw={26} px={6}>
              {name}
            </Badge>
            <Select
              size="sm"
              w={98}
              aria-label={`Source of ${name}`}
              allowDeselect={false}
              data={known ? SOURCES : [...SOURCES, source]}
              value={source}
              onChange={(next) => both(withAt(at, emptyQuery(name, next ?? "metrics")))}
            />
            {source === "metrics" ? (
              <MetricFields
                label={`Query ${name}`}
                built={built}
                value={query.query ?? ""}
                onChange={(text) => onChange(withAt(at, { ...query, query: text }))}
                onCommit={(text) => onCommit?.(withAt(at, { ...query, query: text }))}
              />
            ) : known ? (
              <RecordFields
                label={`Query ${name}`}
                kind={source as Kind}
                query={query}
                onChange={(next) => both(withAt(at, next))}
              />
            ) : (
              <Text size="xs" c="dimmed" flex={1} pt={9}>
                Vizsla has no data of this source; the query is kept as it is.
              </Text>
            )}
            {scalar && source === "metrics" && (
              <Select
                size="sm"
                w={112}
                aria-label={`${name} over the time range`}
                allowDeselect={false}
                data={REDUCERS}
                value={String(query.aggregator ?? "avg")}
                onChange={(aggregator) => both(withAt(at, { ...query, aggregator: aggregator ?? "avg" }))}
              />
            )}
            <Tooltip label={shown ? `Do not show ${name} itself` : `Show ${name} itself`}>
              <ActionIcon
                size={34}
                variant="subtle"
                color="gray"
                aria-label={`Show query ${name}`}
                aria-pressed={shown}
                onClick={() => both(withDrawn(named, name, !shown))}
              >
                {shown ? <IconEye size={16} /> : <IconEyeOff size={16} />}
              </ActionIcon>
            </Tooltip>
            <ActionIcon
              size={34}
              variant="subtle"
              color="gray"
              disabled={named.queries.length === 1}
              aria-label={`Remove query ${name}`}
              onClick={() => both(withoutQuery(named, name))}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Group>
        );
      })}
      {ownFormulas(named).map(({ formula, at }, index) => (
        <Group key={at} gap={6} align="flex-start">
          <Badge variant="light" color="grape" radius="sm" mt={8} miw={26} px={6}>
            <IconMathFunction size={12} />
          </Badge>
          <Group style={WIDE}>
            <QueryInput
              aria-label={`Formula ${index + 1}`}
              names={names}
              value={formula.formula}
              onChange={(text) => onChange(withFormulaAt(at, { formula: text }))}
              onCommit={(text) => onCommit?.(withFormulaAt(at, { formula: text }))}
            />
          </Group>
          <TextInput
            size="sm"
            w={130}
            aria-label={`Name of formula ${index + 1}`}
            placeholder="called …"
            defaultValue={formula.alias ?? ""}
            onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
            onBlur={(event) => {
              const alias = event.currentTarget.value;
              if (alias !== (formula.alias ?? "")) both(withFormulaAt(at, alias ? { alias } : { alias: "" }));
            }}
          />
          <NumberInput
            size="sm"
            w={92}
            aria-label={`Most groups of formula ${index + 1}`}
            placeholder="all groups"
            min={1}
            hideControls
            value={formula.limit?.count ?? ""}
            onChange={(count) => {
              const limit = typeof count === "number" ? { order: "desc", ...formula.limit, count } : undefined;
              const { limit: _, ...rest } = formula;
              const formulas = named.formulas.map((one, i) => (i === at ? (limit ? { ...rest, limit } : rest) : one));
              both({ ...named, formulas });
            }}
          />
          <ActionIcon
            size={34}
            variant="subtle"
            color="gray"
            aria-label={`Remove formula ${index + 1}`}
            onClick={() => both({ ...named, formulas: named.formulas.filter((_, i) => i !== at) })}
          >
            <IconTrash size={16} />
          </ActionIcon>
        </Group>
      ))}
      <Group gap="xs">
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconPlus size={12} />}
          onClick={() => both(withQuery(named, { data_source: "metrics", query: "" }))}
        >
          Add a query
        </Button>
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconMathFunction size={12} />}
          onClick={() => both(withFormula(named))}
        >
          Add a formula
        </Button>
      </Group>
    </Stack>
  );
}

function emptyQuery(name: string, source: string): Query {
  if (source === "metrics") return { name, data_source: source, query: "" };
  return { name, data_source: source, search: { query: "" }, compute: { aggregation: "count" }, group_by: [] };
}
