/** What to offer while a metrics query is typed, from the text around the cursor. */

export type Documented = { name: string; signature: string; doc: string; example: string; kind: string };
export type Known = {
  metrics: readonly string[];
  tags: Readonly<Record<string, readonly string[]>>;
  functions: readonly Documented[];
  /** Names of the dashboard's template variables, without the dollar. */
  variables?: readonly string[];
  /** Names of other queries, in a formula. */
  names?: readonly string[];
};
export type Kind = "aggregator" | "metric" | "tag" | "value" | "function" | "modifier" | "variable" | "query" | "word";
export type Item = {
  /** What is shown. */
  text: string;
  kind: Kind;
  /** What is written, where it is more than what is shown; `|` is where the cursor goes. */
  written?: string;
  about?: Documented;
};
export type Offer = {
  /** Where the word begins that an accepted item replaces. */
  from: number;
  items: Item[];
};

export const AGGREGATORS = ["avg", "sum", "min", "max", "count", "stddev", "p50", "p75", "p90", "p95", "p99"];
const MOST = 100;
const MODIFIERS = "Modifiers";

/** The name of the metric whose braces hold, or just closed before, the cursor. */
export function metricAt(text: string, cursor: number): string {
  const before = text.slice(0, cursor);
  const found = [...before.matchAll(/(?:[a-z0-9.]+\s*:\s*)?([A-Za-z][\w./-]*)\s*\{/g)].filter((one) => one[1] !== "by");
  return found.at(-1)?.[1] ?? "";
}

/** Items that may stand at the cursor, those that begin with what is typed first. */
export function offers(text: string, cursor: number, known: Known): Offer {
  const before = text.slice(0, cursor);
  const open = before.lastIndexOf("{");
  if (open > before.lastIndexOf("}")) return insideBraces(before, open, cursor, known);
  const dotted = /[})]\s*\.([a-z_]*)$/.exec(before);
  if (dotted) {
    const modifiers = known.functions.filter((one) => one.kind === MODIFIERS);
    const typed = dotted[1] ?? "";
    return { from: cursor - typed.length, items: matching(modifiers.map(called), typed) };
  }
  const word = /[\w.:/-]*$/.exec(before)?.[0] ?? "";
  const colon = word.indexOf(":");
  const bare = text[cursor] === "{" ? "" : "{*|}";
  const metrics = known.metrics.map((name): Item => ({ text: name, kind: "metric", written: name + bare }));
  if (colon >= 0) {
    const typed = word.slice(colon + 1);
    return { from: cursor - typed.length, items: matching(metrics, typed) };
  }
  if (!word && /[})]\s*$/.test(before))
    return { from: cursor, items: [{ text: "by", kind: "word", written: "by {|}" }] };
  const names = (known.names ?? []).map((name): Item => ({ text: name, kind: "query" }));
  const aggregators = AGGREGATORS.map((name): Item => ({ text: name, kind: "aggregator", written: `${name}:` }));
  const functions = known.functions.filter((one) => one.kind !== MODIFIERS).map(called);
  const inFormula = known.names !== undefined;
  return {
    from: cursor - word.length,
    items: matching([...names, ...(inFormula ? [] : aggregators), ...functions, ...(inFormula ? [] : metrics)], word),
  };
}

function insideBraces(before: string, open: number, cursor: number, known: Known): Offer {
  const grouping = /\bby\s*$/.test(before.slice(0, open));
  const word = /[^\s,{(!]*$/.exec(before)?.[0] ?? "";
  const from = cursor - word.length;
  const typed = word === "*" ? "" : word; // everything is what one begins to narrow
  const colon = word.indexOf(":");
  const variables = (known.variables ?? []).map((name): Item => ({ text: `$${name}`, kind: "variable" }));
  if (colon >= 0 && !grouping) {
    const values = (known.tags[word.slice(0, colon)] ?? []).map((text): Item => ({ text, kind: "value" }));
    const whole = variables.map((one): Item => ({ ...one, text: `${one.text}.value` }));
    return { from: from + colon + 1, items: matching([...values, ...whole], word.slice(colon + 1)) };
  }
  const tags = Object.keys(known.tags).map(
    (text): Item => (grouping ? { text, kind: "tag" } : { text, kind: "tag", written: `${text}:` }),
  );
  const words = ["AND", "OR", "NOT", "IN", "NOT IN"].map((text): Item => ({ text, kind: "word" }));
  const behind = !grouping && /\S\s+$/.test(before.slice(open + 1, before.length - word.length));
  return { from, items: matching([...(grouping ? [] : variables), ...tags, ...(behind ? words : [])], typed) };
}

function called(one: Documented): Item {
  const empty = one.signature.endsWith("()");
  const kind = one.kind === MODIFIERS ? "modifier" : "function";
  return { text: one.name, kind, written: empty ? `${one.name}()` : `${one.name}(|)`, about: one };
}

function matching(items: readonly Item[], typed: string): Item[] {
  const wanted = typed.toLowerCase();
  const starts = items.filter((one) => one.text.toLowerCase().startsWith(wanted));
  const holds = wanted ? items.filter((one) => one.text.toLowerCase().indexOf(wanted) > 0) : [];
  return [...starts, ...holds].slice(0, MOST);
}
