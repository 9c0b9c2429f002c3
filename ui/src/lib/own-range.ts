/** A widget's own time: which stretch it shows when the page shows another. */

import { type Range, spanName, spanSeconds, TO_DATE } from "./time";
import { startOf } from "./zone";

export type OwnTime = {
  live_span?: string;
  type?: string;
  unit?: string;
  value?: number;
  from?: number;
  to?: number;
  hide_incomplete_cost_data?: boolean;
};

/** The range that a widget shows, and its short name where it is not the page's; a live span ends where the page's range ends. */
export function ownRange(time: OwnTime | null | undefined, page: Range): { range: Range; name: string } {
  const same = { range: page, name: "" };
  if (!time) return same;
  if (time.type === "fixed" && time.from && time.to && time.to > time.from) {
    return { range: { from: inSeconds(time.from), to: inSeconds(time.to) }, name: "fixed" };
  }
  const began = toDate(time.live_span, page.to);
  if (began !== null) return { range: { from: began, to: page.to }, name: String(time.live_span).replaceAll("_", " ") };
  const span = time.live_span ?? (time.type === "live" && time.unit ? `${time.value ?? 1} ${time.unit}` : "");
  const seconds = spanSeconds(span);
  return seconds ? { range: { from: page.to - seconds, to: page.to }, name: spanName(seconds) } : same;
}

/** Moments are written in seconds by the API's documents and in milliseconds by its dashboards. */
const inSeconds = (moment: number) => (moment > 1e11 ? moment / 1000 : moment);

/** When this week or month began, for spans that grow until it ends. */
function toDate(span: string | undefined, end: number): number | null {
  const begun = TO_DATE.find((one) => one.short === span);
  return begun ? startOf(begun.since, end) : null;
}
