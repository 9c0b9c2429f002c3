/** One graph for each value of a tag: a widget's definition narrowed to each. */

import type { Query, Request } from "./requests";

type Json = Record<string, unknown> & { type: string };
export type SplitConfig = {
  split_dimensions?: Array<{ one_graph_per?: string }>;
  limit?: number;
  sort?: { order?: string; compute?: { aggregation?: string; metric?: string } };
  static_splits?: Array<Array<{ tag_key?: string; tag_values?: string[] }>> | null;
};
/** Tags as `key:value`, all of which hold in one graph. */
export type Split = string[];

const plain = (key: string) => key.replace(/^@/, "");

/** The tag keys that graphs are split by. */
export const splitKeys = (config: SplitConfig): string[] =>
  (config.split_dimensions ?? []).flatMap((one) => (one.one_graph_per ? [one.one_graph_per] : []));

/** Splits that were chosen rather than found. */
export function chosenSplits(config: SplitConfig): Split[] {
  return (config.static_splits ?? []).flatMap((tags): Split[] => {
    const found = tags.flatMap(({ tag_key, tag_values }) =>
      tag_key && tag_values?.[0] ? [`${tag_key}:${tag_values[0]}`] : [],
    );
    return found.length ? [found] : [];
  });
}

/** A request that ranks the values of the keys: the first query of the source by them, or the metric to sort by. */
export function rankingRequest(source: Json, config: SplitConfig): Request | undefined {
  const requests = (Array.isArray(source.requests) ? source.requests : []) as Request[];
  const keys = splitKeys(config);
  const aggregator = config.sort?.compute?.aggregation ?? "avg";
  const metric = config.sort?.compute?.metric;
  const first = requests[0];
  const query: Query | undefined =
    typeof first?.q === "string" ? { data_source: "metrics", query: first.q } : first?.queries?.[0];
  if (!query || !keys.length) return undefined;
  if ((query.data_source ?? "metrics") !== "metrics") {
    const group_by = keys.map((facet) => ({ facet, limit: config.limit ?? 24 }));
    return { queries: [{ ...query, name: "query1", group_by }], formulas: [{ formula: "query1" }] };
  }
  const leaf = /\b(\w+):([\w.]+)\{([^{}]*)\}/.exec(String(query.query ?? ""));
  if (!leaf) return undefined;
  const text = `${leaf[1]}:${metric || leaf[2]}{${leaf[3]}} by {${keys.map(plain).join(",")}}`;
  return {
    queries: [{ name: "query1", data_source: "metrics", query: text, aggregator }],
    formulas: [{ formula: "query1" }],
  };
}

/** The definition with every query of it narrowed to the tags. */
export function narrowed(source: Json, tags: Split): Json {
  const walk = (given: unknown): unknown => {
    if (Array.isArray(given)) return given.map(walk);
    if (typeof given !== "object" || given === null) return given;
    return Object.fromEntries(
      Object.entries(given).map(([key, value]) => {
        if ((key === "q" || key === "query") && typeof value === "string") return [key, inMetrics(value, tags)];
        if (key === "search" && typeof value === "object" && value !== null) {
          const { query = "" } = value as { query?: string };
          return [
            key,
            { ...value, query: [query === "*" ? "" : query, ...tags.map(quoted)].filter(Boolean).join(" ") },
          ];
        }
        return [key, walk(value)];
      }),
    );
  };
  return { ...source, requests: walk(source.requests) };
}

function quoted(tag: string): string {
  const at = tag.indexOf(":");
  const value = tag.slice(at + 1);
  return /^[\w.*/-]+$/.test(value) ? tag : `${tag.slice(0, at)}:"${value.replace(/"/g, '\\"')}"`;
}

function inMetrics(query: string, tags: Split): string {
  const own = tags.map((tag) => plain(tag));
  return query.replace(/\{([^{}]*)\}/g, (whole, inside: string, at: number) => {
    if (/\bby\s*$/.test(query.slice(0, at))) return whole;
    const filter = inside.trim();
    if (!filter || filter === "*") return `{${own.join(",")}}`;
    return /\b(AND|OR|NOT|IN)\b|[()]/.test(filter)
      ? `{(${filter}) AND ${own.join(" AND ")}}`
      : `{${[filter, ...own].join(",")}}`;
  });
}
