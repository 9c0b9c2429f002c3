/** What a monitor watches, as the requests of a widget that draws it. */

import type { Query, Request } from "./requests";

export type Watched = { requests: Request[]; comparator: string; threshold: number };

const TAIL = /(>=|<=|==|!=|>|<)\s*(-?[\d.]+(?:e[+-]?\d+)?)\s*$/i;
const METRIC = /^\s*(?:pct_)?\w+\(\s*(?:\w+\(\s*)?last_\w+\s*\)?(?:\s*,[^)]*\))?\s*:\s*/;
const SEARCH = /^\s*(logs|events|trace-analytics|spans)\("((?:[^"\\]|\\.)*)"\)/;
const SOURCES: Record<string, string> = { logs: "logs", events: "events", "trace-analytics": "spans", spans: "spans" };

/** Null where the monitor watches what has no values over time, such as other monitors or a service check. */
export function watched(text: string): Watched | null {
  const tail = TAIL.exec(text);
  if (!tail?.[1]) return null;
  const head = text.slice(0, tail.index).trim();
  const condition = { comparator: tail[1], threshold: Number(tail[2]) };
  const metric = METRIC.exec(head);
  if (metric) return { requests: [{ q: head.slice(metric[0].length) }], ...condition };
  const search = SEARCH.exec(head);
  if (!search) return null;
  const argument = (name: string) =>
    new RegExp(`\\.${name}\\(([^)]*)\\)`).exec(head.slice(search[0].length))?.[1] ?? "";
  const texts = (given: string) => [...given.matchAll(/"([^"]*)"/g)].map((one) => one[1] ?? "");
  const [aggregation = "count", metricName] = texts(argument("rollup"));
  const facets = texts(argument("by")).flatMap((one) => one.split(",").map((facet) => facet.trim()));
  const query: Query = {
    name: "query1",
    data_source: SOURCES[search[1] ?? ""] ?? "logs",
    search: { query: (search[2] ?? "").replace(/\\(.)/g, "$1") },
    compute: { aggregation, ...(metricName && { metric: metricName }) },
    group_by: facets.filter((facet) => facet && facet !== "*").map((facet) => ({ facet, limit: 10 })),
  };
  return { requests: [{ queries: [query], formulas: [{ formula: "query1" }] }], ...condition };
}
