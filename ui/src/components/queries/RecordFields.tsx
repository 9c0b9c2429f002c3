/** A query of logs, spans or events: what is searched, what is computed, by what it is split. */

import { Group, Select, Stack, TagsInput, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Kind } from "@/api/records";
import type { Query } from "@/lib/requests";
import { SearchBox } from "../SearchBox";
import { WIDE } from "./MetricFields";

type Props = { query: Query; kind: Kind; label: string; onChange: (query: Query) => void };
type Compute = { aggregation?: string; metric?: string };
type Group_ = { facet?: string; limit?: number };

const FIGURES = ["count", "cardinality", "sum", "avg", "min", "max", "median", "pc75", "pc90", "pc95", "pc98", "pc99"];

export function RecordFields({ query, kind, label, onChange }: Props) {
  const compute = (query.compute ?? {}) as Compute;
  const { aggregation = "count", metric = "" } = compute;
  const groups = query.group_by as Group_[] | { fields?: string[] } | undefined;
  const fields = Array.isArray(groups) ? groups.map((one) => one.facet ?? "") : (groups?.fields ?? []);
  const [measure, setMeasure] = useState(metric);
  const setCompute = (part: Compute) => {
    const next = { ...compute, aggregation, ...part };
    if (next.aggregation === "count") delete next.metric;
    onChange({ ...query, compute: next });
  };
  const split = (facets: string[]) => {
    if (groups && !Array.isArray(groups)) return onChange({ ...query, group_by: { ...groups, fields: facets } });
    const known = new Map((groups ?? []).map((one) => [one.facet, one]));
    const sort = { aggregation, order: "desc", ...(aggregation !== "count" && metric && { metric }) };
    return onChange({ ...query, group_by: facets.map((facet) => known.get(facet) ?? { facet, limit: 10, sort }) });
  };
  return (
    <Stack gap={6} style={WIDE}>
      <SearchBox
        kind={kind}
        label={label}
        placeholder="service:web status:error"
        value={(query.search as { query?: string } | undefined)?.query ?? ""}
        onCommit={(text) => onChange({ ...query, search: { query: text } })}
      />
      <Group gap={6}>
        <Select
          size="xs"
          w={120}
          aria-label={`What is computed of ${label}`}
          allowDeselect={false}
          data={FIGURES}
          value={aggregation}
          onChange={(next) => setCompute({ aggregation: next ?? "count", metric: measure })}
        />
        {aggregation !== "count" && (
          <TextInput
            size="xs"
            w={170}
            aria-label={`Field of ${label}`}
            placeholder={aggregation === "cardinality" ? "@user.id" : "@duration"}
            error={!metric}
            value={measure}
            onChange={(event) => setMeasure(event.currentTarget.value)}
            onBlur={() => setCompute({ metric: measure })}
          />
        )}
        <TagsInput
          size="xs"
          style={{ flex: 1 }}
          aria-label={`Split ${label} by`}
          placeholder={fields.length ? "" : "split by service, @http.status_code …"}
          value={fields}
          onChange={split}
        />
      </Group>
    </Stack>
  );
}
