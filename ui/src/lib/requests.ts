/** What a widget's requests ask for, in the old form (`q`) and the new (`queries` and `formulas`). */

import type { Style } from "./plot";

export type Asked = {
  /** A metrics expression, ready for the query API. */
  expression: string;
  alias?: string | undefined;
  style: Style;
  palette?: string | undefined;
  dash?: number[] | undefined;
  width?: number | undefined;
};
export type Named = { name: string; query: string; aggregator?: string };
export type Formula = {
  conditional_formats?: ConditionalFormat[];
  formula: string;
  alias?: string;
  limit?: { count: number; order: string };
};
export type Request = {
  q?: string;
  aggregator?: string;
  display_type?: string;
  style?: { palette?: string; line_type?: string; line_width?: string };
  queries?: Array<{ name?: string; query?: string; data_source?: string; aggregator?: string; [key: string]: unknown }>;
  formulas?: Formula[];
  metadata?: Array<{ expression?: string; alias_name?: string }>;
  conditional_formats?: ConditionalFormat[];
  [key: string]: unknown;
};
export type ConditionalFormat = {
  comparator: string;
  value: number;
  palette: string;
  custom_bg_color?: string;
  custom_fg_color?: string;
};

const STYLES: Record<string, Style> = { bars: "bars", area: "area" };
const DASHES: Record<string, number[]> = { dashed: [8, 5], dotted: [2, 4] };
const WIDTHS: Record<string, number> = { thin: 1, thick: 3 };

/** The requests of a definition, whatever they were given as. */
export function requestsOf(definition: Record<string, unknown>): Request[] {
  const given = definition.requests;
  return Array.isArray(given) ? given.filter((one): one is Request => typeof one === "object" && one !== null) : [];
}

/** Data sources that are asked for and are not metrics. */
export function foreignSources(requests: readonly Request[]): string[] {
  const sources = requests.flatMap((request) => (request.queries ?? []).map((query) => query.data_source ?? "metrics"));
  return [...new Set(sources.filter((source) => source !== "metrics"))];
}

/** A formula with its names replaced by the queries they stand for. */
export function substituted(formula: string, queries: ReadonlyMap<string, string>): string {
  return formula.replace(/[A-Za-z_]\w*/g, (word, at: number) => {
    const query = queries.get(word);
    if (query === undefined || /[:.{]/.test(formula[at - 1] ?? "")) return word;
    return formula.trim() === word ? query : `(${query})`;
  });
}

/** Every expression that a timeseries' requests draw. */
export function expressions(requests: readonly Request[]): Asked[] {
  return requests.flatMap((request) => {
    const look = {
      style: STYLES[request.display_type ?? ""] ?? ("line" as const),
      palette: request.style?.palette,
      dash: DASHES[request.style?.line_type ?? ""],
      width: WIDTHS[request.style?.line_width ?? ""],
    };
    if (typeof request.q === "string") {
      const alias = (expression: string) => request.metadata?.find((one) => one.expression === expression)?.alias_name;
      return parts(request.q).map((expression) => ({ expression, alias: alias(expression), ...look }));
    }
    const queries = new Map(
      (request.queries ?? []).map((query, at) => [query.name ?? `query${at + 1}`, query.query ?? ""] as const),
    );
    const formulas = request.formulas?.length
      ? request.formulas
      : [...queries.keys()].map((formula) => ({ formula }) as Formula);
    return formulas.map(({ formula, alias, limit }) => {
      const text = substituted(formula, queries);
      const limited = limit
        ? `top(${text}, ${limit.count}, 'mean', '${limit.order === "asc" ? "asc" : "desc"}')`
        : text;
      return { expression: limited, alias, ...look };
    });
  });
}

/** The queries of a text, apart by commas outside of brackets and quotes. */
export function parts(text: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let quote = "";
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? "";
    if (quote) quote = char === quote ? "" : quote;
    else if (char === "'" || char === '"') quote = char;
    else if ("({[".includes(char)) depth += 1;
    else if (")}]".includes(char)) depth -= 1;
    else if (char === "," && depth === 0) {
      found.push(text.slice(start, at));
      start = at + 1;
    }
  }
  found.push(text.slice(start));
  return found.map((one) => one.trim()).filter(Boolean);
}

/** What the scalar API is asked for a request. */
export function scalarAsked(request: Request | undefined): { queries: Named[]; formulas: Formula[] } {
  if (!request) return { queries: [], formulas: [] };
  if (typeof request.q === "string") {
    const queries = parts(request.q).map((query, at) => ({
      name: `query${at + 1}`,
      query,
      aggregator: request.aggregator ?? "avg",
    }));
    return { queries, formulas: queries.map(({ name }) => ({ formula: name })) };
  }
  const queries = (request.queries ?? []).map((query, at) => ({
    name: query.name ?? `query${at + 1}`,
    query: query.query ?? "",
    aggregator: query.aggregator ?? "avg",
  }));
  const formulas = request.formulas?.length ? request.formulas : queries.map(({ name }) => ({ formula: name }));
  return { queries, formulas };
}

/** The conditional formats of a column: a formula's own, else those of the whole request. */
export function formatsOf(request: Request | undefined, column = 0): ConditionalFormat[] {
  const own = request?.formulas?.[column]?.conditional_formats;
  return own?.length ? own : (request?.conditional_formats ?? []);
}

/** The first format that a value meets. */
export function formatFor(value: number | null, formats: readonly ConditionalFormat[] = []): ConditionalFormat | null {
  if (value === null) return null;
  const meets: Record<string, (a: number, b: number) => boolean> = {
    ">": (a, b) => a > b,
    ">=": (a, b) => a >= b,
    "<": (a, b) => a < b,
    "<=": (a, b) => a <= b,
    "=": (a, b) => a === b,
  };
  return formats.find((one) => meets[one.comparator]?.(value, Number(one.value))) ?? null;
}
