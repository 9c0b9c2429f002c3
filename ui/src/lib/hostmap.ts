/** What a hostmap asks, in its old form (`requests: {fill, size}`) and in the new, and how an editor changes the new. */

import type { ConditionalFormat } from "./conditional";
import type { Formula, Query, Request } from "./requests";

export type MapStyle = {
  palette?: string;
  palette_flip?: boolean;
  fill_min?: string | number;
  fill_max?: string | number;
};
export type HostMap = {
  node: string;
  fill: Request | undefined;
  size: Request | undefined;
  /** Tag keys, from outside to inside. */
  group: string[];
  /** Words of a search of hosts. */
  filter: string;
  groupless: boolean;
  measureless: boolean;
  style?: MapStyle;
  formats?: ConditionalFormat[];
  /** What each node holds: other nodes, that carry its name as a tag. */
  child?: HostMap;
};
export type Dimension = "fill" | "size";
export type Enrichment = { queries?: Query[]; formulas?: Array<Formula>; response_format?: string };
/** A request of the new form; one without `child` can be a child itself. */
export type Infrastructure = {
  request_type?: string;
  node_type?: string;
  enrichments?: Enrichment[];
  group_by?: Array<{ column?: string; key?: string }>;
  filter?: string;
  /** True hides them. */
  no_group_hosts?: boolean;
  no_metric_hosts?: boolean;
  style?: MapStyle;
  conditional_formats?: ConditionalFormat[];
  child?: Infrastructure;
};

/** The tags whose values are the names of nodes of a kind, the usual one first. */
export const NAMED_BY: Record<string, [string, ...string[]]> = {
  host: ["host"],
  container: ["container_name", "container_id"],
  pod: ["pod_name", "kube_pod", "pod_uid"],
  cluster: ["kube_cluster_name", "cluster_name", "cluster"],
};

/** The map of a definition. */
export function hostMapOf(definition: Record<string, unknown>): HostMap {
  const given = definition.requests;
  const style = (definition.style ?? {}) as MapStyle;
  if (Array.isArray(given)) return ofNew((given[0] ?? {}) as Infrastructure, style);
  const { fill, size } = (given ?? {}) as { fill?: Request; size?: Request };
  return {
    node: String(definition.node_type ?? "host"),
    fill,
    size,
    group: texts(definition.group),
    filter: texts(definition.scope).join(" "),
    groupless: definition.no_group_hosts !== false,
    measureless: definition.no_metric_hosts !== false,
    style,
  };
}

const texts = (list: unknown): string[] =>
  Array.isArray(list) ? list.filter((one): one is string => typeof one === "string") : [];

function ofNew(request: Infrastructure, style: MapStyle): HostMap {
  const dimension = (name: Dimension): Request | undefined => {
    const found = measureOf(request, name);
    return found && { queries: found.queries, formulas: found.formulas };
  };
  return {
    node: request.node_type ?? "host",
    fill: dimension("fill"),
    size: dimension("size"),
    group: (request.group_by ?? []).map((one) => one.key || one.column || "").filter(Boolean),
    filter: request.filter ?? "",
    groupless: request.no_group_hosts !== true,
    measureless: request.no_metric_hosts !== true,
    style: { ...style, ...request.style },
    ...(request.conditional_formats?.length && { formats: request.conditional_formats }),
    ...(request.child && { child: ofNew(request.child, {}) }),
  };
}

const isOf = (name: Dimension) => (formula: Formula) => (formula.dimension ?? "fill") === name;

/** What the request says of a dimension. */
export function measureOf(
  request: Infrastructure,
  name: Dimension,
): { queries: Query[]; formulas: Formula[] } | undefined {
  for (const one of request.enrichments ?? []) {
    const formula = one.formulas?.find(isOf(name));
    if (formula) return { queries: one.queries ?? [], formulas: [formula] };
  }
  return undefined;
}

/** The request with a dimension's queries and the first of its formulas changed, or without the dimension. */
export function withMeasure(
  request: Infrastructure,
  name: Dimension,
  measure: { queries: Query[]; formulas: Formula[] } | undefined,
): Infrastructure {
  const others = (request.enrichments ?? []).flatMap((one): Enrichment[] => {
    const formulas = (one.formulas ?? []).filter((formula) => !isOf(name)(formula));
    return formulas.length ? [{ ...one, formulas }] : [];
  });
  if (!measure) return { ...request, enrichments: others };
  const [formula = { formula: String(measure.queries[0]?.name ?? "") }] = measure.formulas;
  const mine = { queries: measure.queries, formulas: [{ ...formula, dimension: name }], response_format: "scalar" };
  return { ...request, enrichments: name === "fill" ? [mine, ...others] : [...others, mine] };
}

/** The query of a metric by name of the nodes, as a dimension asks it. */
export const measureBy = (node: string, metric: string) => ({
  queries: [
    {
      name: "a",
      data_source: "metrics",
      query: `avg:${metric}{*} by {${NAMED_BY[node]?.[0] ?? "host"}}`,
      aggregator: "avg",
    },
  ],
  formulas: [{ formula: "a" }],
});

/** A metric's newest value by host, as a request. */
export const byHost = (expression: string): Request => ({ q: expression, aggregator: "last" });

/** The old form's definition in the new form. */
export function asNew(definition: Record<string, unknown>): Record<string, unknown> {
  const { node_type, requests, group, scope, no_group_hosts, no_metric_hosts, style, ...rest } = definition;
  const { fill, size } = (requests ?? {}) as { fill?: Request; size?: Request };
  const measure = (given: Request | undefined) =>
    given?.q
      ? {
          queries: [{ name: "a", data_source: "metrics", query: given.q, aggregator: given.aggregator ?? "avg" }],
          formulas: [{ formula: "a" }],
        }
      : undefined;
  const bare: Infrastructure = {
    request_type: "infrastructure_hostmap",
    node_type: String(node_type ?? "host"),
    enrichments: [],
    group_by: texts(group).map((key) => ({ column: "tags", key })),
    filter: texts(scope).join(" AND "),
    no_group_hosts: no_group_hosts === false,
    no_metric_hosts: no_metric_hosts === false,
    style: numbers((style ?? {}) as MapStyle),
  };
  return { ...rest, requests: [withMeasure(withMeasure(bare, "fill", measure(fill)), "size", measure(size))] };
}

/** The ends of the colours as numbers, which the old form writes as texts. */
export function numbers(style: MapStyle): MapStyle {
  const ends = (["fill_min", "fill_max"] as const).flatMap((key) => {
    const value = Number.parseFloat(String(style[key] ?? ""));
    return Number.isNaN(value) ? [] : [[key, value]];
  });
  const { fill_min: _, fill_max: __, ...rest } = style;
  return { ...rest, ...Object.fromEntries(ends) };
}
