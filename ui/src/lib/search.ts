/** Changes to the text of a search: adding, taking away, negating terms. */

/** `key:value`, quoted where the value needs it. */
export function term(key: string, value: string): string {
  return /^[\w.*/@-]+$/.test(value) ? `${key}:${value}` : `${key}:"${value.replace(/(["\\])/g, "\\$1")}"`;
}

/** Whether a query names this term by itself. */
export function has(query: string, wanted: string): boolean {
  return ` ${query} `.includes(` ${wanted} `);
}

/** The query with the term added, or without it where it was there. */
export function toggled(query: string, wanted: string): string {
  if (has(query, wanted)) return ` ${query} `.replace(` ${wanted} `, " ").trim();
  return query.trim() === "*" ? wanted : `${query} ${wanted}`.trim();
}
