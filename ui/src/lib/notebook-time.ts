/** The time that a notebook, or one of its cells, keeps: a span up to now, or a stretch. */

import type { OwnTime } from "./own-range";
import { type Choice, choiceOf, paramsOf } from "./time";

export type NotebookTime = { live_span?: string; start?: string; end?: string; live?: boolean };

/** What the page shows when a notebook with this time is opened. */
export function choiceIn(time: NotebookTime): Choice {
  if (time.live_span) return choiceOf({ span: time.live_span });
  const [from_ts, to_ts] = [time.start, time.end].map((one) => String(Date.parse(one ?? "")));
  return choiceOf({ ...(from_ts && { from_ts }), ...(to_ts && { to_ts }), live: String(time.live === true) });
}

/** What a notebook keeps of the time that the page shows; the inverse of `choiceIn`. */
export function keptTime(choice: Choice): NotebookTime {
  const { span } = paramsOf(choice);
  if (choice.kind === "live") return span ? { live_span: span } : {};
  const moment = (seconds: number) => new Date(seconds * 1000).toISOString();
  return { start: moment(choice.from), end: moment(choice.to), live: false };
}

/** A cell's own time as the widgets' definitions write theirs. */
export function cellTime(time: NotebookTime | null | undefined): OwnTime | undefined {
  if (!time) return undefined;
  if (time.live_span) return { live_span: time.live_span };
  if (!time.start || !time.end) return undefined;
  const choice = choiceIn(time);
  if (choice.kind === "live") return { type: "live", unit: "second", value: choice.seconds };
  return { type: "fixed", from: choice.from, to: choice.to };
}

/** A widget's own time as a cell writes it; one that a cell cannot write leaves the cell's as it is. */
export function cellTimeOf(own: unknown, before: NotebookTime | null | undefined): NotebookTime | null {
  if (own === undefined || own === null) return null;
  const { live_span } = own as { live_span?: string };
  return live_span ? { live_span } : (before ?? null);
}
