/** Queries of every monitor kind taken apart for the form, and put together again. */

import { KINDS, type Kind, type Parts } from "./monitorKinds";

const HEADS: Partial<Record<Kind, string>> = { log: "logs", trace: "trace-analytics", event: "events" };
const WRAPPED: Partial<Record<Kind, string>> = { anomaly: "anomalies", outlier: "outliers", forecast: "forecast" };
const FIRST: Partial<Record<Kind, string[]>> = {
  anomaly: ["algorithm", "bounds"],
  outlier: ["algorithm", "tolerance", "share"],
  forecast: ["algorithm", "deviations"],
};
const KEYWORDS: Partial<Record<Kind, string[]>> = {
  anomaly: ["direction", "alert_window", "interval", "count_default_zero", "seasonality", "timezone"],
  outlier: [],
  forecast: ["interval", "history", "model", "seasonality"],
};
const TAIL = String.raw`\s*(>=|<=|==|!=|>|<)\s*([+-]?[\d.]+(?:e[+-]?\d+)?)\s*$`;

/** The kind of a monitor with its query's parts; `text` where the form cannot show the query. */
export function takeApart(type: string, query: string): { kind: Kind; parts: Parts } {
  const text = { kind: "text" as const, parts: { query } };
  if (type === "composite") return { kind: "composite", parts: { query } };
  if (type === "service check") return check(query) ?? text;
  if (type === "slo alert") return objective(query) ?? text;
  const calculated = formula(query);
  if (calculated) return calculated;
  const search = KINDS.find((one) => one.type === type && HEADS[one.kind]);
  if (search) return found(search.kind, query) ?? text;
  if (type !== "query alert" && type !== "metric alert") return text;
  const change = new RegExp(
    String.raw`^\s*(change|pct_change)\(\s*(\w+)\((\w+)\)\s*,\s*(\w+)\s*\)\s*:\s*([\s\S]+?)${TAIL}`,
    "i",
  ).exec(query);
  if (change) {
    const [, how = "", over = "", window = "", shift = "", inner = "", comparator = "", threshold = ""] = change;
    return { kind: "change", parts: { change: how, over, window, shift, query: inner, comparator, threshold } };
  }
  const plain = new RegExp(String.raw`^\s*(\w+)\((\w+)\)\s*:\s*([\s\S]+?)${TAIL}`, "i").exec(query);
  if (!plain) return text;
  const [, over = "", window = "", inner = "", comparator = "", threshold = ""] = plain;
  const shared = { over, window, comparator, threshold };
  for (const kind of ["anomaly", "outlier", "forecast"] as const) {
    if (inner.startsWith(`${WRAPPED[kind]}(`)) {
      const own = wrapped(kind, inner);
      return own ? { kind, parts: { ...shared, ...own } } : text;
    }
  }
  return { kind: "metric", parts: { ...shared, query: inner } };
}

/** The query of some parts; the inverse of `takeApart`. */
export function together(kind: Kind, parts: Parts): string {
  const of = (name: string) => (parts[name] ?? "").trim();
  const tail = `${of("comparator")} ${of("threshold")}`;
  switch (kind) {
    case "metric":
      return `${of("over")}(${of("window")}):${of("query")} ${tail}`;
    case "change":
      return `${of("change")}(${of("over")}(${of("window")}),${of("shift")}):${of("query")} ${tail}`;
    case "anomaly":
    case "outlier":
    case "forecast": {
      const [first = "", ...figures] = FIRST[kind] ?? [];
      const numbers = figures.filter((name) => of(name)).map((name) => `, ${of(name)}`);
      const words = (KEYWORDS[kind] ?? [])
        .filter((name) => of(name))
        .map((name) => `, ${name}=${quoted(of(name), name)}`);
      const inner = `${WRAPPED[kind]}(${of("query")}, '${of(first)}'${numbers.join("")}${words.join("")})`;
      return `${of("over")}(${of("window")}):${inner} ${tail}`;
    }
    case "check": {
      const list = (name: string) =>
        of(name)
          .split(",")
          .map((one) => `"${one.trim()}"`)
          .join(",");
      const by = of("by") ? `.by(${list("by")})` : "";
      return `"${of("name")}".over(${list("over")})${by}.last(${of("runs")}).${of("end")}()`;
    }
    case "log":
    case "trace":
    case "event": {
      const index = of("index") ? `.index("${of("index")}")` : "";
      const field = of("figure") !== "count" && of("field") ? `, "${of("field")}"` : "";
      const by = of("by") ? `.by("${of("by").replace(/\s*,\s*/g, ",")}")` : "";
      return `${HEADS[kind]}("${escaped(parts.search ?? "")}")${index}.rollup("${of("figure")}"${field})${by}.last("${of("window")}") ${tail}`;
    }
    case "formula":
      return `formula("${escaped(of("formula"))}").last("${of("window")}") ${tail}`;
    case "slo": {
      const burning = of("measure") === "burn_rate";
      const windows = burning ? `.long_window("${of("long")}").short_window("${of("short")}")` : "";
      return `${of("measure")}("${of("slo")}").over("${of("over")}")${windows} ${tail}`;
    }
    default:
      return parts.query ?? "";
  }
}

const WORD = String.raw`"((?:[^"\\]|\\.)*)"`;
const escaped = (text: string) => text.replace(/(["\\])/g, "\\$1");
const plainText = (text: string) => text.replace(/\\(["\\])/g, "$1");
const quoted = (text: string, name: string) => (name === "interval" && /^\d+$/.test(text) ? text : `'${text}'`);

/** `anomalies(query, 'agile', 2, direction='both')`: the query ends at the first comma outside of braces. */
function wrapped(kind: Kind, text: string): Parts | null {
  const inner = /^\w+\(([\s\S]*)\)\s*$/.exec(text)?.[1];
  if (inner === undefined) return null;
  const args = split(inner);
  const [query = "", ...rest] = args;
  const plain = rest.filter((one) => !/^\w+\s*=/.test(one));
  const names = FIRST[kind] ?? [];
  // The last of an outlier's may be left out: the share of points that lie apart.
  if (plain.length !== names.length && !(kind === "outlier" && plain.length === 2)) return null;
  const parts: Parts = { query: query.trim() };
  plain.forEach((text, at) => {
    parts[names[at] ?? ""] = unquoted(text);
  });
  for (const one of rest.filter((word) => /^\w+\s*=/.test(word))) {
    const [, name = "", value = ""] = /^(\w+)\s*=\s*([\s\S]*)$/.exec(one) ?? [];
    if (!KEYWORDS[kind]?.includes(name)) return null;
    parts[name] = unquoted(value);
  }
  return parts;
}

function split(text: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? "";
    if ("({".includes(char)) depth++;
    else if (")}".includes(char)) depth--;
    else if (char === "," && depth === 0) {
      found.push(text.slice(from, at).trim());
      from = at + 1;
    }
  }
  found.push(text.slice(from).trim());
  return found;
}

const unquoted = (text: string) => text.trim().replace(/^['"]|['"]$/g, "");

function check(query: string): { kind: Kind; parts: Parts } | null {
  const whole =
    /^\s*"((?:[^"\\]|\\.)+)"\.over\(([^)]*)\)(?:\.by\(([^)]*)\))?\.last\((\d+)\)\.(count_by_status|pct_by_status)\(\)\s*$/.exec(
      query,
    );
  if (!whole) return null;
  const [, name = "", over = "", by = "", runs = "", end = ""] = whole;
  const list = (text: string) => text.split(",").map(unquoted).filter(Boolean).join(",");
  return { kind: "check", parts: { name, over: list(over), by: list(by), runs, end } };
}

function objective(query: string): { kind: Kind; parts: Parts } | null {
  const shape = new RegExp(
    String.raw`^\s*(error_budget|burn_rate)\(\s*"([0-9a-f]*)"\s*\)\s*\.\s*over\(\s*"(\w+)"\s*\)(?:\s*\.\s*long_window\(\s*"(\w+)"\s*\)\s*\.\s*short_window\(\s*"(\w+)"\s*\))?${TAIL}`,
  );
  const whole = shape.exec(query);
  if (!whole) return null;
  const [, measure = "", slo = "", over = "", long, short, comparator = "", threshold = ""] = whole;
  if ((measure === "burn_rate") !== (long !== undefined)) return null;
  const windows: Parts = long && short ? { long, short } : {};
  return { kind: "slo", parts: { measure, slo, over, ...windows, comparator, threshold } };
}

function found(kind: Kind, query: string): { kind: Kind; parts: Parts } | null {
  const shape = new RegExp(
    String.raw`^\s*${HEADS[kind]}\(${WORD}\)(?:\.index\("([^"]*)"\))?\.rollup\("(\w+)"(?:\s*,\s*"([^"]*)")?\)(?:\.by\("([^"]*)"\))?\.last\("(\w+)"\)${TAIL}`,
  );
  const whole = shape.exec(query);
  if (!whole) return null;
  const [, search = "", index = "", figure = "", field = "", by = "", window = "", comparator = "", threshold = ""] =
    whole;
  return { kind, parts: { search: plainText(search), index, figure, field, by, window, comparator, threshold } };
}

function formula(query: string): { kind: Kind; parts: Parts } | null {
  const whole = new RegExp(String.raw`^\s*formula\(\s*${WORD}\s*\)\s*\.last\("(\w+)"\)${TAIL}`).exec(query);
  if (!whole) return null;
  const [, text = "", window = "", comparator = "", threshold = ""] = whole;
  return { kind: "formula", parts: { formula: plainText(text), window, comparator, threshold } };
}

/** The type of a monitor whose formula has queries of these sources. */
export function formulaType(sources: readonly string[]): string {
  const types: Record<string, string> = { logs: "log alert", spans: "trace-analytics alert", events: "event-v2 alert" };
  const found = new Set(sources.map((one) => types[one] ?? "query alert"));
  return found.size === 1 ? ([...found][0] ?? "query alert") : "query alert";
}
