/** Where one can go from a group or a point: to its logs, traces and host, and by a widget's own links. */

import { term } from "./search";
import type { Variable } from "./templates";
import type { Range } from "./time";

export type Link = { label: string; href: string };
type Given = { label?: string; link?: string; override_label?: string; is_hidden?: boolean };
export type Point = { tags: readonly string[]; range: Range; variables: readonly Variable[] };

const MAIN: Record<string, string> = { logs: "Logs", traces: "Traces", hosts: "Host" };

/** A link's text with what stands in double braces filled in, encoded for a URL. */
export function filledLink(link: string, { tags, range, variables }: Point): string {
  const pairs = new Map(tags.map((tag) => [tag.slice(0, tag.indexOf(":")), tag.slice(tag.indexOf(":") + 1)]));
  const known = (name: string): string => {
    if (name === "timestamp_start") return String(Math.round(range.from * 1000));
    if (name === "timestamp_end") return String(Math.round(range.to * 1000));
    if (name === "tags") return tags.join(",");
    const [, dollar, key = "", value] = /^(\$?)(.*?)(\.value)?$/.exec(name) ?? [];
    if (dollar) {
      const variable = variables.find((one) => one.name === key);
      if (!variable) return "";
      const chosen = variable.values.length ? variable.values.join(",") : "*";
      return value || variable.prefix === null ? chosen : `${variable.prefix}:${chosen}`;
    }
    const found = pairs.get(key) ?? pairs.get(key.replace(/^@/, "")) ?? pairs.get(`@${key}`);
    if (found === undefined) return "";
    return value ? found : `${key}:${found}`;
  };
  return link.replace(/\{\{\s*([^{}]+?)\s*\}\}/g, (_, name: string) => encodeURIComponent(known(name)));
}

/** The links of a point: those that are usual, unless the widget hides or replaces them, then its own. */
export function linksOf(definition: Record<string, unknown>, point: Point): Link[] {
  const given = (Array.isArray(definition.custom_links) ? definition.custom_links : []) as Given[];
  const query = point.tags
    .filter((tag) => tag.includes(":") && !tag.endsWith(":N/A"))
    .map((tag) => {
      const at = tag.indexOf(":");
      return term(tag.slice(0, at), tag.slice(at + 1));
    })
    .join(" ");
  const time = `from=${Math.round(point.range.from * 1000)}&to=${Math.round(point.range.to * 1000)}`;
  const host = point.tags.find((tag) => tag.startsWith("host:"))?.slice(5);
  const usual: Record<string, string | undefined> = {
    logs: `/logs?${time}&query=${encodeURIComponent(query)}`,
    traces: `/traces?${time}&query=${encodeURIComponent(query)}`,
    hosts: host ? `/hosts?host=${encodeURIComponent(host)}` : undefined,
  };
  const main = Object.entries(MAIN).flatMap(([kind, label]): Link[] => {
    const own = given.find((one) => one.override_label === kind);
    if (own?.is_hidden) return [];
    const href = own?.link ? filledLink(own.link, point) : usual[kind];
    return href ? [{ label, href }] : [];
  });
  const extra = given.flatMap(({ label, link, is_hidden }): Link[] =>
    label && link && !is_hidden ? [{ label, href: filledLink(link, point) }] : [],
  );
  return [...main, ...extra];
}
