/** One named query among several: its source, and what the source needs. */

import { Badge, Group, Select, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { Kind } from "@/api/records";
import type { Query } from "@/lib/requests";
import { MetricFields } from "./MetricFields";
import { RecordFields } from "./RecordFields";

type Props = {
  query: Query;
  /** Whether a metrics query has one value over the time range, by an aggregator. */
  scalar?: boolean;
  /** Whether a metrics query is built with fields. */
  built?: boolean;
  /** Called while it is typed. */
  onChange: (query: Query) => void;
  /** Called when what was typed is to be asked. */
  onCommit?: (query: Query) => void;
  /** Called when something was chosen. */
  onChoose: (query: Query) => void;
  /** What can be done with the query. */
  children?: ReactNode;
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

export function QueryRow({ query, scalar, built = false, onChange, onCommit, onChoose, children }: Props) {
  const name = String(query.name);
  const source = query.data_source ?? "metrics";
  const known = SOURCES.some((one) => one.value === source);
  return (
    <Group gap={6} align="flex-start">
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
        onChange={(next) => onChoose(emptyQuery(name, next ?? "metrics"))}
      />
      {source === "metrics" ? (
        <MetricFields
          label={`Query ${name}`}
          built={built}
          value={query.query ?? ""}
          onChange={(text) => onChange({ ...query, query: text })}
          onCommit={(text) => onCommit?.({ ...query, query: text })}
        />
      ) : known ? (
        <RecordFields label={`Query ${name}`} kind={source as Kind} query={query} onChange={onChoose} />
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
          onChange={(aggregator) => onChoose({ ...query, aggregator: aggregator ?? "avg" })}
        />
      )}
      {children}
    </Group>
  );
}

/** A query of a source that asks for everything yet. */
function emptyQuery(name: string, source: string): Query {
  if (source === "metrics") return { name, data_source: source, query: "" };
  return { name, data_source: source, search: { query: "" }, compute: { aggregation: "count" }, group_by: [] };
}
