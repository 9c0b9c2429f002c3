/** Queries with names and the formulas over them, as an editor changes them. */

import type { Formula, Query } from "./requests";

export type Named = { queries: Query[]; formulas: Formula[] };

/** The first letter that no query has for its name. */
export function freshName(queries: readonly Query[]): string {
  const taken = new Set(queries.map((one) => one.name));
  const letters = "abcdefghijklmnopqrstuvwxyz";
  return [...letters].find((one) => !taken.has(one)) ?? `query${queries.length + 1}`;
}

/** What is drawn: the formulas, or each query where there is none. */
export function drawn({ queries, formulas }: Named): Formula[] {
  return formulas.length ? formulas : queries.map((one) => ({ formula: String(one.name) }));
}

/** Whether the query is drawn as it is. */
export const isDrawn = (named: Named, name: string): boolean => drawn(named).some((one) => one.formula.trim() === name);

/** The same with the query drawn as it is or not. */
export function withDrawn(named: Named, name: string, wanted: boolean): Named {
  const rest = drawn(named).filter((one) => one.formula.trim() !== name);
  return { ...named, formulas: wanted ? [{ formula: name }, ...rest] : rest };
}

/** One more query, drawn if queries are. */
export function withQuery(named: Named, query: Omit<Query, "name">): Named {
  const name = freshName(named.queries);
  const formulas = named.formulas.length ? [...named.formulas, { formula: name }] : [];
  return { queries: [...named.queries, { ...query, name }], formulas };
}

/** The same without a query and what was drawn of it alone. */
export function withoutQuery(named: Named, name: string): Named {
  return {
    queries: named.queries.filter((one) => one.name !== name),
    formulas: named.formulas.filter((one) => one.formula.trim() !== name),
  };
}

/** One more formula to write; queries that were drawn only because there was none stay drawn no longer. */
export function withFormula(named: Named): Named {
  const names = named.queries.map((one) => String(one.name));
  const formula = names.length > 1 ? `${names[0]} / ${names[1]}` : `${names[0] ?? "a"} * 1`;
  return { ...named, formulas: [...named.formulas, { formula }] };
}

/** Formulas that are more than the name of a query, with their place among all. */
export function ownFormulas({ queries, formulas }: Named): Array<{ formula: Formula; at: number }> {
  const names = new Set(queries.map((one) => one.name));
  return formulas.map((formula, at) => ({ formula, at })).filter(({ formula }) => !names.has(formula.formula.trim()));
}
