/** What to offer while a metrics query is typed, from the text before the cursor. */

export type Known = {
  metrics: readonly string[];
  tags: Readonly<Record<string, readonly string[]>>;
  functions: readonly string[];
};
export type Offer = {
  /** Where the word begins that an accepted item replaces. */
  from: number;
  items: Array<{ text: string; kind: "aggregator" | "metric" | "tag" | "value" | "function" }>;
};

const AGGREGATORS = ["avg", "sum", "min", "max", "count", "p50", "p75", "p90", "p95", "p99"];
const MOST = 50;

/** The name of the metric whose braces hold, or just closed before, the cursor. */
export function metricAt(text: string, cursor: number): string {
  const before = text.slice(0, cursor);
  const found = [...before.matchAll(/(?:[a-z0-9]+:)?([A-Za-z][\w.]*)\s*\{/g)].filter((one) => one[1] !== "by");
  return found.at(-1)?.[1] ?? "";
}

/** Items that may stand at the cursor, those that begin with what is typed first. */
export function offers(text: string, cursor: number, known: Known): Offer {
  const before = text.slice(0, cursor);
  const open = before.lastIndexOf("{");
  const inside = open > before.lastIndexOf("}");
  if (inside) {
    const grouping = /\bby\s*$/.test(before.slice(0, open));
    const word = /[^\s,{(!]*$/.exec(before)?.[0] ?? "";
    const from = cursor - word.length;
    const colon = word.indexOf(":");
    if (colon >= 0 && !grouping) {
      const values = known.tags[word.slice(0, colon)] ?? [];
      return { from: from + colon + 1, items: matching(values, word.slice(colon + 1), "value") };
    }
    const keys = Object.keys(known.tags);
    const items = matching(keys, word, "tag");
    return { from, items: grouping ? items : items.map((one) => ({ ...one, text: `${one.text}:` })) };
  }
  const dotted = /\.([a-z_]*)$/.exec(before);
  if (dotted && /[})]\s*\.[a-z_]*$/.test(before)) {
    const methods = known.functions.filter((name) => ["as_count", "as_rate", "rollup", "fill"].includes(name));
    const names = methods.length ? methods : ["as_count", "as_rate", "rollup", "fill"];
    return { from: cursor - (dotted[1] ?? "").length, items: matching(names, dotted[1] ?? "", "function") };
  }
  const word = /[\w.:]*$/.exec(before)?.[0] ?? "";
  const colon = word.indexOf(":");
  if (colon >= 0) {
    return {
      from: cursor - (word.length - colon - 1),
      items: matching(known.metrics, word.slice(colon + 1), "metric"),
    };
  }
  if (!word && /[})]\s*$/.test(before)) return { from: cursor, items: [] };
  return {
    from: cursor - word.length,
    items: [
      ...matching(AGGREGATORS, word, "aggregator").map((one) => ({ ...one, text: `${one.text}:` })),
      ...matching(known.functions, word, "function").map((one) => ({ ...one, text: `${one.text}(` })),
      ...matching(known.metrics, word, "metric"),
    ].slice(0, MOST),
  };
}

function matching<K extends Offer["items"][number]["kind"]>(names: readonly string[], typed: string, kind: K) {
  const wanted = typed.toLowerCase();
  const starts = names.filter((name) => name.toLowerCase().startsWith(wanted));
  const holds = wanted ? names.filter((name) => name.toLowerCase().indexOf(wanted) > 0) : [];
  return [...starts, ...holds].slice(0, MOST).map((text) => ({ text, kind }));
}
