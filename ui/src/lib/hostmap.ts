/** What a hostmap asks, in its old form (`requests: {fill, size}`) and in the new. */

import type { Formula, Query, Request } from "./requests";

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
};
type Enrichment = { queries?: Query[]; formulas?: Formula[]; response_format?: string };
type New = {
  request_type?: string;
  node_type?: string;
  enrichments?: Enrichment[];
  group_by?: Array<{ column?: string; key?: string }>;
  filter?: string;
  no_group_hosts?: boolean;
  no_metric_hosts?: boolean;
};

/** The map of a definition. */
export function hostMapOf(definition: Record<string, unknown>): HostMap {
  const given = definition.requests;
  if (Array.isArray(given)) return ofNew((given[0] ?? {}) as New, definition);
  const { fill, size } = (given ?? {}) as { fill?: Request; size?: Request };
  const texts = (list: unknown) => (Array.isArray(list) ? list.filter((one) => typeof one === "string") : []);
  return {
    node: String(definition.node_type ?? "host"),
    fill,
    size,
    group: texts(definition.group),
    filter: texts(definition.scope).join(" "),
    groupless: definition.no_group_hosts !== false,
    measureless: definition.no_metric_hosts !== false,
  };
}

function ofNew(request: New, definition: Record<string, unknown>): HostMap {
  const dimension = (name: string): Request | undefined => {
    for (const one of request.enrichments ?? []) {
      const formula = one.formulas?.find((formula) => (formula.dimension ?? "fill") === name);
      if (formula) return { queries: one.queries ?? [], formulas: [formula] };
    }
    return undefined;
  };
  return {
    node: request.node_type ?? "host",
    fill: dimension("fill"),
    size: dimension("size"),
    group: (request.group_by ?? []).map((one) => one.key || one.column || "").filter(Boolean),
    filter: request.filter ?? "",
    groupless: (request.no_group_hosts ?? definition.no_group_hosts) !== false,
    measureless: (request.no_metric_hosts ?? definition.no_metric_hosts) !== false,
  };
}

/** A metric's average by host, as a request. */
export const byHost = (expression: string): Request => ({ q: expression, aggregator: "last" });
