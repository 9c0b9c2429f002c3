/** What the metrics explorer asks, as its address holds it: one query by itself, more of them and formulas as JSON. */

import { takenApart } from "./metric-query";
import { drawn, type Named, withQuery } from "./named-queries";
import { type Formula, parts, type Query, wordsOf } from "./requests";

export type Address = { q: string; asked: string };

const NONE: Named = { queries: [], formulas: [] };
const metric = (query: string) => ({ data_source: "metrics", query });
const source = (query: Query) => query.data_source ?? "metrics";
const listOf = <T extends object>(given: T[] | undefined): T[] =>
  Array.isArray(given) ? given.filter((one) => typeof one === "object" && one !== null) : [];

/** The queries of an address; null for JSON that holds none. */
export function namedOf({ q, asked }: Address): Named | null {
  if (!asked) {
    const texts = parts(q);
    return (texts.length ? texts : [""]).reduce((named, text) => withQuery(named, metric(text)), NONE);
  }
  try {
    const given = JSON.parse(asked) as Partial<Named> | null;
    const queries = listOf(given?.queries);
    const formulas = listOf(given?.formulas).filter((one) => typeof one.formula === "string");
    return queries.length && queries.every((one) => typeof one.name === "string") ? { queries, formulas } : null;
  } catch {
    return null;
  }
}

/** The address of queries: as text where there is one of metrics and nothing is made of it. */
export function addressOf(named: Named): Address {
  const [only, ...others] = named.queries;
  const plain = only && !others.length && source(only) === "metrics" && !named.formulas.length;
  return plain ? { q: (only.query ?? "").trim(), asked: "" } : { q: "", asked: JSON.stringify(named) };
}

/** Whether a query says anything yet. */
const isBlank = (query: Query) => source(query) === "metrics" && !query.query?.trim();
const names = (formula: Formula, query: Query) => wordsOf(formula.formula).includes(String(query.name));

/** What of it can be asked: without queries that are still empty, and formulas of these. */
export function askable(named: Named): Named {
  const blank = named.queries.filter(isBlank);
  return {
    queries: named.queries.filter((one) => !isBlank(one)),
    formulas: named.formulas.filter((one) => one.formula.trim() && !blank.some((query) => names(one, query))),
  };
}

/** The first thing drawn as one query text for a monitor; empty where not everything in it is a metric. */
export function monitored(named: Named): string {
  const [first] = drawn(named);
  if (!first) return "";
  const used = named.queries.filter((one) => names(first, one));
  if (!used.length || used.some((one) => source(one) !== "metrics")) return "";
  const texts = new Map(used.map((one) => [String(one.name), String(one.query)]));
  const [only] = used;
  if (only && first.formula.trim() === only.name) return String(only.query);
  return first.formula.replace(/\b[A-Za-z_]\w*\b/g, (word) => {
    const text = texts.get(word);
    return text === undefined ? word : takenApart(text) ? text : `(${text})`;
  });
}
