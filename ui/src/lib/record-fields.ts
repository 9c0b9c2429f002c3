/** What stands in a column of a list of logs, spans or events. */

import { dateText } from "./time";

/** A record of any kind in one shape; `attributes` may be nested. */
export type ListedRecord = {
  id: string;
  /** Milliseconds since the epoch. */
  at: number;
  status: string;
  message: string;
  host: string;
  service: string;
  source: string;
  tags: readonly string[];
  attributes: Record<string, unknown>;
};

export type Column = { field: string; width: "auto" | "compact" | "full" };

const OWN: Record<string, (one: ListedRecord) => string> = {
  timestamp: (one) => dateText(one.at, true),
  date: (one) => dateText(one.at, true),
  content: (one) => one.message,
  message: (one) => one.message,
  host: (one) => one.host,
  service: (one) => one.service,
  source: (one) => one.source,
  status: (one) => one.status,
};

/** The text of a field: one of the record's own, an attribute by its path with or without @, or a tag. */
export function fieldText(one: ListedRecord, field: string): string {
  const own = OWN[field]?.(one);
  if (own) return own;
  const path = field.replace(/^@/, "");
  const attribute = atPath(one.attributes, path);
  if (attribute !== undefined && attribute !== null) {
    return typeof attribute === "object" ? JSON.stringify(attribute) : String(attribute);
  }
  const values = one.tags.filter((tag) => tag.startsWith(`${path}:`)).map((tag) => tag.slice(path.length + 1));
  return values.join(", ");
}

/** Keys may hold dots themselves, so that the longest part that is a key is tried first. */
function atPath(within: unknown, path: string): unknown {
  if (typeof within !== "object" || within === null) return undefined;
  const members = within as Record<string, unknown>;
  if (path in members) return members[path];
  for (let dot = path.lastIndexOf("."); dot > 0; dot = path.lastIndexOf(".", dot - 1)) {
    const found = atPath(members[path.slice(0, dot)], path.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

const NAMES: Record<string, string> = { timestamp: "Date", content: "Content", status_line: "" };

/** What a column is called. */
export const columnName = (field: string): string =>
  NAMES[field] ?? (field.startsWith("@") ? field.slice(1) : field.charAt(0).toUpperCase() + field.slice(1));

/** The columns as a definition gives them, those without a name left out; the usual ones where it gives none. */
export function columnsOf(given: unknown, usual: readonly string[]): Column[] {
  const found = (Array.isArray(given) ? given : []).flatMap((one): Column[] => {
    if (typeof one === "string" && one) return [{ field: one, width: "auto" }];
    const { field, width } = (one ?? {}) as { field?: string; width?: string };
    return field ? [{ field, width: width === "compact" || width === "full" ? width : "auto" }] : [];
  });
  return found.length ? found : usual.map((field) => ({ field, width: field === "content" ? "full" : "auto" }));
}
