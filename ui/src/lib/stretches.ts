/** How long a group was in which state, from its changes. */

import type { Range } from "./time";

type Change = { at: number; previous: string; status: string };
export type Stretch = { status: string; from: number; to: number };

/** The states over a range; `changes` come newest first, `now` is the state after the last of them. */
export function stretches(
  changes: readonly Change[],
  now: string,
  range: Range,
  present = Date.now() / 1000,
): Stretch[] {
  const found: Stretch[] = [];
  let to = Math.min(range.to, present);
  let status = now;
  for (const change of changes) {
    if (change.previous === change.status) continue;
    if (change.at < to) {
      const from = Math.max(change.at, range.from);
      if (from < to) found.unshift({ status: change.status, from, to });
      to = Math.min(to, change.at);
    }
    status = change.previous;
    if (change.at <= range.from) return found;
  }
  if (range.from < to) found.unshift({ status, from: range.from, to });
  return found;
}
