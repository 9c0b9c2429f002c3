/** Template variables: what the URL and the defaults choose, put into queries and texts. */

export type Variable = {
  name: string;
  /** The tag key; null stands for free text. */
  prefix: string | null;
  /** Chosen values; none stands for `*`. */
  values: string[];
};

type Declared = {
  name: string;
  prefix?: string | null;
  default?: string | null;
  defaults?: string[] | null;
};

/**
 * The variables with what the URL chose (`tpl_<name>`, values apart by commas; links to Datadog's dashboards have
 * `tpl_var_<name>` or `tpl_var_<name>[0]` and so on), else their defaults.
 */
export function chosen(declared: readonly Declared[], params: Record<string, string | undefined>): Variable[] {
  return declared.map((one) => {
    const several = Object.keys(params).filter((key) => key.startsWith(`tpl_var_${one.name}[`));
    const given = params[`tpl_${one.name}`] ?? params[`tpl_var_${one.name}`];
    const listed = several.length ? several.map((key) => params[key] ?? "") : given?.split(",");
    const values = listed ?? one.defaults ?? (one.default ? [one.default] : []);
    return { name: one.name, prefix: one.prefix ?? null, values: values.filter((value) => value && value !== "*") };
  });
}

function byLength(variables: readonly Variable[]): Variable[] {
  return [...variables].sort((a, b) => b.name.length - a.name.length);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function either(terms: string[]): string {
  return terms.length === 1 ? (terms[0] ?? "") : `(${terms.join(" OR ")})`;
}

/** Stands for a term that chooses nothing, until the filter is put together. */
const DROPPED = "§";

/** A metrics query with its variables filled in; a variable that stands for all drops out of the filter. */
export function fillMetric(query: string, variables: readonly Variable[]): string {
  return query.replace(/\{([^{}]*)\}/g, (whole, inside: string, at: number) => {
    // The braces after `by` hold tag keys, not a filter.
    if (/\bby\s*$/.test(query.slice(0, at))) return `{${fillText(inside, variables)}}`;
    if (!inside.includes("$")) return whole;
    let filter = inside;
    for (const { name, prefix, values } of byLength(variables)) {
      const key = prefix ?? name;
      const ref = escaped(name);
      filter = filter.replace(new RegExp(`([\\w@./-]+):\\$${ref}\\.value(?![\\w.])`, "g"), (_, tag: string) =>
        values.length ? either(values.map((value) => `${tag}:${value}`)) : `${tag}:*`,
      );
      filter = filter.replace(new RegExp(`\\$${ref}\\.key(?!\\w)`, "g"), key);
      filter = filter.replace(new RegExp(`\\$${ref}\\.value(?!\\w)`, "g"), values[0] ?? "*");
      filter = filter.replace(new RegExp(`([!-]?)\\$${ref}(?![\\w.])`, "g"), (_, not: string) =>
        values.length ? not + either(values.map((value) => (prefix === null ? value : `${key}:${value}`))) : DROPPED,
      );
    }
    return `{${withoutDropped(filter)}}`;
  });
}

/** Takes dropped terms out of a filter with the separators that joined them; one that OR needs stays as `*`. */
function withoutDropped(filter: string): string {
  let text = filter.trim();
  for (let last = ""; last !== text; ) {
    last = text;
    text = text
      .replace(/§\s*(?:,|\sAND\s)\s*/gi, "")
      .replace(/\s*(?:,|\sAND\s)\s*§/gi, "")
      .replace(/§\s+(?!OR\s|AND\s)/gi, "")
      .replace(/(?<!\sOR|\sAND|\sNOT)\s+§/gi, "")
      .replace(/\(\s*§\s*\)/g, "§");
  }
  return text.replaceAll(DROPPED, "*") || "*";
}

/** A log, span or event search with its variables filled in. */
export function fillSearch(query: string, variables: readonly Variable[]): string {
  const quoted = (value: string) => (/^[\w.*/-]+$/.test(value) ? value : `"${value.replace(/"/g, '\\"')}"`);
  let text = query;
  for (const { name, prefix, values } of byLength(variables)) {
    const ref = escaped(name);
    const list = either(values.map(quoted));
    text = text.replace(new RegExp(`\\$${ref}\\.value(?!\\w)`, "g"), values.length ? list : "*");
    const term = !values.length ? "" : prefix === null ? list : `${prefix}:${list}`;
    text = text.replace(new RegExp(`[-!]?\\$${ref}(?![\\w.])`, "g"), (found) =>
      term && /^[-!]/.test(found) ? `-${term}` : term,
    );
  }
  return text.replace(/\s+/g, " ").trim();
}

/** Titles, notes and links: `$name` and `$name.value` become the values. */
export function fillText(text: string, variables: readonly Variable[]): string {
  let filled = text;
  for (const { name, prefix, values } of byLength(variables)) {
    const ref = escaped(name);
    filled = filled
      .replace(new RegExp(`\\$${ref}\\.key(?!\\w)`, "g"), prefix ?? name)
      .replace(new RegExp(`\\$${ref}(\\.value)?(?!\\w)`, "g"), values.length ? values.join(", ") : "*");
  }
  return filled;
}
