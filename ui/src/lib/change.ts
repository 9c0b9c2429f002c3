/** What has changed since an earlier time: rows of the change widget, in both of its forms. */

import type { Formula, Query, Request } from "./requests";
import type { Row } from "./rows";

const BEFORE: Record<string, { shift: string; words: string }> = {
  hour_before: { shift: "hour_before", words: "an hour before" },
  day_before: { shift: "day_before", words: "a day before" },
  week_before: { shift: "week_before", words: "a week before" },
  month_before: { shift: "month_before", words: "a month before" },
};

export type Change = { tags: string[]; past: number | null; present: number | null; change: number | null };

/** The request that asks for past and present, in this order. The form of today lists both already. */
export function changeRequest(request: Request | undefined): Request | undefined {
  if (!request) return undefined;
  const formulas = request.formulas ?? [];
  if (formulas.length > 1) return request;
  const shift = BEFORE[String(request.compare_to)]?.shift ?? "hour_before";
  const queries: Query[] = request.queries?.length
    ? request.queries
    : typeof request.q === "string"
      ? [{ name: "query1", data_source: "metrics", query: request.q, aggregator: "avg" }]
      : [];
  if (!queries.length) return request;
  const present = formulas[0] ?? ({ formula: String(queries[0]?.name ?? "query1") } as Formula);
  return {
    ...request,
    q: undefined as never,
    queries,
    formulas: [{ ...present, formula: `${shift}(${present.formula})` }, present],
  };
}

/** With what the present is compared, in words. */
export function thanWords(request: Request | undefined): string {
  const asked = String(request?.compare_to ?? /(\w+_before)\(/.exec(request?.formulas?.[0]?.formula ?? "")?.[1] ?? "");
  return BEFORE[asked]?.words ?? (request?.formulas?.length ? "before" : "an hour before");
}

/** The rows in the order that is asked for; `change` is a share in percent where that is asked. */
export function changes(rows: readonly Row[], request: Request | undefined): Change[] {
  const relative = request?.change_type !== "absolute";
  const found = rows.map(({ tags, values }): Change => {
    const [past = null, present = null] = values;
    const by = past === null || present === null ? null : present - past;
    const share = by === null ? null : past ? (by / Math.abs(past)) * 100 : by ? null : 0;
    return { tags, past, present, change: relative ? share : by };
  });
  const sign = request?.order_dir === "asc" ? 1 : -1;
  const by = String(request?.order_by ?? "change");
  const of = (one: Change) => (by === "past" ? one.past : by === "present" ? one.present : one.change);
  return found.sort((a, b) => {
    if (by === "name") return sign * a.tags.join().localeCompare(b.tags.join(), "en", { numeric: true });
    const [left, right] = [of(a), of(b)];
    if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
    return sign * (left - right);
  });
}
