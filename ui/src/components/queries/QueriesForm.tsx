/** Several queries with names, and formulas over them. */

import { ActionIcon, Badge, Button, Group, NumberInput, Stack, TextInput, Tooltip } from "@mantine/core";
import { IconEye, IconEyeOff, IconMathFunction, IconPlus, IconTrash } from "@tabler/icons-react";
import { isDrawn, type Named, ownFormulas, withDrawn, withFormula, withoutQuery, withQuery } from "@/lib/named-queries";
import type { Formula, Query } from "@/lib/requests";
import { QueryInput } from "../QueryInput";
import { WIDE } from "./MetricFields";
import { QueryRow } from "./QueryRow";

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
        const shown = isDrawn(named, name);
        return (
          <QueryRow
            key={name}
            query={query}
            scalar={scalar}
            built={built}
            onChange={(next) => onChange(withAt(at, next))}
            onCommit={(next) => onCommit?.(withAt(at, next))}
            onChoose={(next) => both(withAt(at, next))}
          >
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
          </QueryRow>
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
