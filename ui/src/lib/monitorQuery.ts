/** Queries of every monitor kind taken apart for the form, and put together again. */

export type Kind =
  | "metric"
  | "change"
  | "anomaly"
  | "outlier"
  | "forecast"
  | "check"
  | "log"
  | "trace"
  | "event"
  | "composite"
  | "slo"
  | "text";

/** The parts of a query by name, as texts; which there are is the kind's business. */
export type Parts = Record<string, string>;

export type KindOf = { kind: Kind; label: string; type: string; help: string; start: Parts };

export const COMPARATORS = [">", ">=", "<", "<=", "==", "!="];

/** What can be chosen for a new monitor, with the query that it begins with. */
export const KINDS: readonly KindOf[] = [
  {
    kind: "metric",
    label: "Metric",
    type: "query alert",
    help: "A metric's window compared with thresholds",
    start: { over: "avg", window: "last_5m", query: "avg:system.load.1{*} by {host}", comparator: ">", threshold: "1" },
  },
  {
    kind: "change",
    label: "Change",
    type: "query alert",
    help: "How a window differs from an earlier one",
    start: {
      change: "pct_change",
      over: "avg",
      window: "last_5m",
      shift: "last_1h",
      query: "avg:system.load.1{*}",
      comparator: ">",
      threshold: "50",
    },
  },
  {
    kind: "anomaly",
    label: "Anomaly",
    type: "query alert",
    help: "The share of points outside what the past lets expect",
    start: {
      over: "avg",
      window: "last_4h",
      query: "avg:system.load.1{*}",
      algorithm: "agile",
      bounds: "3",
      direction: "both",
      alert_window: "last_15m",
      interval: "60",
      seasonality: "daily",
      comparator: ">=",
      threshold: "1",
    },
  },
  {
    kind: "outlier",
    label: "Outlier",
    type: "query alert",
    help: "Groups that do not behave as the others do",
    start: {
      over: "avg",
      window: "last_30m",
      query: "avg:system.load.1{*} by {host}",
      algorithm: "DBSCAN",
      tolerance: "3",
      comparator: ">",
      threshold: "0",
    },
  },
  {
    kind: "forecast",
    label: "Forecast",
    type: "query alert",
    help: "Whether a threshold is going to be crossed",
    start: {
      over: "max",
      window: "next_1w",
      query: "avg:system.disk.in_use{*} by {device}",
      algorithm: "linear",
      deviations: "1",
      interval: "60m",
      history: "1w",
      comparator: ">=",
      threshold: "0.9",
    },
  },
  {
    kind: "check",
    label: "Service check",
    type: "service check",
    help: "The last runs of a check, or a host that is silent",
    start: { name: "datadog.agent.up", over: "*", by: "host", runs: "2", end: "count_by_status" },
  },
  {
    kind: "log",
    label: "Logs",
    type: "log alert",
    help: "A figure over the logs that a search finds",
    start: {
      search: "status:error",
      figure: "count",
      field: "",
      by: "",
      window: "5m",
      comparator: ">",
      threshold: "10",
    },
  },
  {
    kind: "trace",
    label: "Traces",
    type: "trace-analytics alert",
    help: "A figure over the spans that a search finds",
    start: {
      search: "status:error",
      figure: "count",
      field: "",
      by: "",
      window: "5m",
      comparator: ">",
      threshold: "10",
    },
  },
  {
    kind: "event",
    label: "Events",
    type: "event-v2 alert",
    help: "A figure over the events that a search finds",
    start: { search: "*", figure: "count", field: "", by: "", window: "15m", comparator: ">", threshold: "0" },
  },
  {
    kind: "composite",
    label: "Composite",
    type: "composite",
    help: "States of other monitors, joined by && || and !",
    start: { query: "" },
  },
  {
    kind: "slo",
    label: "SLO",
    type: "slo alert",
    help: "An objective whose error budget is used up, or burns too fast",
    start: {
      measure: "burn_rate",
      slo: "",
      over: "30d",
      long: "1h",
      short: "5m",
      comparator: ">",
      threshold: "14.4",
    },
  },
];

const HEADS: Partial<Record<Kind, string>> = { log: "logs", trace: "trace-analytics", event: "events" };
const WRAPPED: Partial<Record<Kind, string>> = { anomaly: "anomalies", outlier: "outliers", forecast: "forecast" };
const FIRST: Partial<Record<Kind, string[]>> = {
  anomaly: ["algorithm", "bounds"],
  outlier: ["algorithm", "tolerance"],
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
  return inner.startsWith("formula(") ? text : { kind: "metric", parts: { ...shared, query: inner } };
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
      const [first = "", second = ""] = FIRST[kind] ?? [];
      const words = (KEYWORDS[kind] ?? [])
        .filter((name) => of(name))
        .map((name) => `, ${name}=${quoted(of(name), name)}`);
      const inner = `${WRAPPED[kind]}(${of("query")}, '${of(first)}', ${of(second)}${words.join("")})`;
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
      const text = (parts.search ?? "").replace(/(["\\])/g, "\\$1");
      const index = kind === "log" ? '.index("*")' : "";
      const field = of("figure") !== "count" && of("field") ? `, "${of("field")}"` : "";
      const by = of("by") ? `.by("${of("by").replace(/\s*,\s*/g, ",")}")` : "";
      return `${HEADS[kind]}("${text}")${index}.rollup("${of("figure")}"${field})${by}.last("${of("window")}") ${tail}`;
    }
    case "slo": {
      const burning = of("measure") === "burn_rate";
      const windows = burning ? `.long_window("${of("long")}").short_window("${of("short")}")` : "";
      return `${of("measure")}("${of("slo")}").over("${of("over")}")${windows} ${tail}`;
    }
    default:
      return parts.query ?? "";
  }
}

const quoted = (text: string, name: string) => (name === "interval" && /^\d+$/.test(text) ? text : `'${text}'`);

/** `anomalies(query, 'agile', 2, direction='both')`: the query ends at the first comma outside of braces. */
function wrapped(kind: Kind, text: string): Parts | null {
  const inner = /^\w+\(([\s\S]*)\)\s*$/.exec(text)?.[1];
  if (inner === undefined) return null;
  const args = split(inner);
  const [query = "", ...rest] = args;
  const plain = rest.filter((one) => !/^\w+\s*=/.test(one));
  const names = FIRST[kind] ?? [];
  if (plain.length !== names.length) return null;
  const parts: Parts = { query: query.trim() };
  names.forEach((name, at) => {
    parts[name] = unquoted(plain[at] ?? "");
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
  const word = String.raw`"((?:[^"\\]|\\.)*)"`;
  const shape = new RegExp(
    String.raw`^\s*${HEADS[kind]}\(${word}\)(?:\.index\("\*"\))?\.rollup\("(\w+)"(?:\s*,\s*"([^"]*)")?\)(?:\.by\("([^"]*)"\))?\.last\("(\w+)"\)${TAIL}`,
  );
  const whole = shape.exec(query);
  if (!whole) return null;
  const [, search = "", figure = "", field = "", by = "", window = "", comparator = "", threshold = ""] = whole;
  const plain = search.replace(/\\(["\\])/g, "$1");
  return { kind, parts: { search: plain, figure, field, by, window, comparator, threshold } };
}
