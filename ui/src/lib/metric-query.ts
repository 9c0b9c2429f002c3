/** A metrics query of the plain kind, taken apart for the builder and written again. */

export type Plain = {
  aggregator: string;
  metric: string;
  filter: string;
  by: string[];
  /** `as_count`, `as_rate` or none. */
  mode: string;
  /** How points become a bucket's value; empty for the usual way. */
  rollup: string;
  /** Seconds of a bucket; empty for those that suit the window. */
  seconds: string;
  /** Other modifiers as written, such as `.fill(zero)`. */
  rest: string;
};

const SHAPE =
  /^\s*(?:(avg|sum|min|max|count|stddev|p\d+(?:\.\d+)?)\s*:\s*)?([A-Za-z][\w./-]*)\s*\{([^{}]*)\}(?:\s*by\s*\{([^{}]*)\})?((?:\s*\.\s*\w+\([^()]*\))*)\s*$/;

/** The parts of a plain query; null for one with functions, arithmetic or several metrics. */
export function takenApart(text: string): Plain | null {
  if (!text.trim())
    return { aggregator: "avg", metric: "", filter: "*", by: [], mode: "", rollup: "", seconds: "", rest: "" };
  const found = SHAPE.exec(text);
  if (!found) return null;
  const [, aggregator = "avg", metric = "", filter = "", by = "", modifiers = ""] = found;
  const plain: Plain = {
    aggregator,
    metric,
    filter: filter.trim() || "*",
    by: by
      .split(",")
      .map((one) => one.trim())
      .filter(Boolean),
    mode: "",
    rollup: "",
    seconds: "",
    rest: "",
  };
  for (const [whole, name, given = ""] of modifiers.matchAll(/\.\s*(\w+)\(([^()]*)\)/g)) {
    const args = given.split(",").map((one) => one.trim());
    if (name === "as_count" || name === "as_rate") plain.mode = name;
    else if (name === "rollup" && args.length <= 2 && args.every((one) => /^(avg|sum|min|max|count|\d+)$/.test(one))) {
      plain.rollup = args.find((one) => /^[a-z]/.test(one)) ?? "";
      plain.seconds = args.find((one) => /^\d/.test(one)) ?? "";
    } else plain.rest += whole;
  }
  return plain;
}

/** The text of a plain query. */
export function putTogether(plain: Plain): string {
  if (!plain.metric) return "";
  const by = plain.by.length ? ` by {${plain.by.join(",")}}` : "";
  const mode = plain.mode ? `.${plain.mode}()` : "";
  const rollup = [plain.rollup, plain.seconds].filter(Boolean).join(", ");
  return `${plain.aggregator}:${plain.metric}{${plain.filter.trim() || "*"}}${by}${mode}${rollup && `.rollup(${rollup})`}${plain.rest}`;
}

/** The query that one begins with for a metric of a type: what is counted is summed, others are averaged. */
export function plainQuery(metric: string, type?: string | null, filter = "*"): string {
  const counted = type === "count" || type === "rate";
  return `${counted ? "sum" : "avg"}:${metric}{${filter}}${type === "count" ? ".as_count()" : ""}`;
}
