/** A metric monitor's query taken apart for the form, and put together again. */

export type Condition = {
  /** avg, sum, min or max: how the window becomes one value. */
  over: string;
  /** "5m", "1h", "1d". */
  window: string;
  query: string;
  comparator: string;
  threshold: number;
};

export const OVER = ["avg", "sum", "min", "max"];
export const COMPARATORS = [">", ">=", "<", "<=", "==", "!="];

/** The parts of `avg(last_5m):avg:cpu{*} by {host} > 90`; null where it has another shape. */
export function parseCondition(text: string): Condition | null {
  const found = /^\s*(\w+)\(last_(\w+)\)\s*:\s*([\s\S]+?)\s*(>=|<=|==|!=|>|<)\s*(-?[\d.]+(?:e[+-]?\d+)?)\s*$/i.exec(
    text,
  );
  if (!found) return null;
  const [, over = "", window = "", query = "", comparator = "", threshold = ""] = found;
  return { over, window, query, comparator, threshold: Number(threshold) };
}

/** The monitor query of some parts; the inverse of `parseCondition`. */
export function conditionText({ over, window, query, comparator, threshold }: Condition): string {
  return `${over}(last_${window}):${query.trim()} ${comparator} ${threshold}`;
}
