/** Widgets' queries of logs and spans: counts and measures of what a search finds. */

import type { Request } from "./requests";
import { fillSearch, type Variable } from "./templates";

export type EventKind = "logs" | "spans";
export type EventQuery = {
  name: string;
  kind: EventKind;
  search: string;
  compute: { aggregation: string; metric?: string };
  groups: Array<{ facet: string; limit?: number; sort?: unknown }>;
};
type Given = {
  name?: string;
  data_source?: string;
  search?: { query?: string };
  compute?: { aggregation?: string; metric?: string };
  group_by?: Array<{ facet?: string; limit?: number; sort?: unknown }>;
};

/** The event queries that a request draws, in the order of its formulas; null where it computes with them or mixes sources. */
export function eventQueries(
  request: Request,
  variables: readonly Variable[],
): Array<EventQuery & { alias?: string | undefined }> | null {
  const queries = (request.queries ?? []) as Given[];
  if (!queries.length || !queries.every((query) => query.data_source === "logs" || query.data_source === "spans"))
    return null;
  const named = new Map(
    queries.map((query, at): [string, EventQuery] => {
      const name = query.name ?? `query${at + 1}`;
      const { aggregation = "count", metric } = query.compute ?? {};
      const groups = (query.group_by ?? []).flatMap(({ facet, limit, sort }) =>
        facet ? [{ facet, ...(limit && { limit }), ...(sort !== undefined && { sort: measureSort(sort) }) }] : [],
      );
      const search = fillSearch(query.search?.query ?? "", variables) || "*";
      return [
        name,
        {
          name,
          kind: query.data_source as EventKind,
          search,
          compute: { aggregation, ...(metric && { metric }) },
          groups,
        },
      ];
    }),
  );
  const formulas = request.formulas?.length
    ? request.formulas
    : [...named.keys()].map((formula) => ({ formula, alias: undefined }));
  const found = formulas.map(({ formula, alias }) => {
    // A count of nothing is zero as it is, and a group without records is no group: default_zero changes neither.
    const plain = /^default_zero\(\s*(\w+)\s*\)$/.exec(formula.trim());
    const query = named.get(plain?.[1] ?? formula.trim());
    const counts = query?.compute.aggregation === "count" || query?.compute.aggregation === "cardinality";
    return query && (!plain || counts || query.groups.length) ? { ...query, alias } : undefined;
  });
  return found.every((one) => one !== undefined) ? found : null;
}

/** A widget sorts groups by a measure without saying so; the API wants it said. */
function measureSort(sort: unknown): unknown {
  if (typeof sort !== "object" || sort === null) return sort;
  return { type: "measure", ...Object.fromEntries(Object.entries(sort).filter(([, value]) => value !== null)) };
}

/** The unit of what a query measures; a span's duration is told in nanoseconds. */
export function eventUnit(query: EventQuery): string | null {
  const { aggregation, metric } = query.compute;
  const counts = aggregation === "count" || aggregation === "cardinality";
  return !counts && (metric === "@duration" || metric === "duration") ? "nanosecond" : null;
}
