/** A summary of monitors: its lines in their order, and how many there are of each state. */

import { rank, SEVERITY } from "./severity";

export const STATES = [...SEVERITY, "Muted"] as const;
export type Line = {
  id: number;
  name: string;
  /** The group's tags; empty for a whole monitor. */
  group: string;
  state: string;
  muted: boolean;
  priority: number | null;
  /** Epoch seconds of the last change to a state that people are told of. */
  triggered: number | null;
};
type Row = {
  id: number;
  name: string;
  status: string;
  muted: boolean;
  priority: number | null;
  overall_state_modified: number | null;
};
type Group = { monitor_id: number; group: string; status: string; muted: boolean; last_triggered_ts: number | null };

/** `monitors` gives one line each, `groups` one line for each group, `combined` both: groups where a monitor has several. */
export function lines(rows: readonly Row[], type: string, groups: readonly Group[]): Line[] {
  const groupsOf = new Map<number, Group[]>();
  for (const one of groups) {
    const own = groupsOf.get(one.monitor_id);
    if (own) own.push(one);
    else groupsOf.set(one.monitor_id, [one]);
  }
  return rows.flatMap((row): Line[] => {
    const whole: Line = {
      id: row.id,
      name: row.name,
      group: "",
      state: row.status,
      muted: row.muted,
      priority: row.priority,
      triggered: row.overall_state_modified,
    };
    const own = (groupsOf.get(row.id) ?? []).filter(({ group }) => group !== "total" && group !== "*");
    if (type === "monitors" || !own.length) return [whole];
    return own.map(({ group, status, muted, last_triggered_ts }) => ({
      ...whole,
      group,
      state: status,
      muted,
      triggered: last_triggered_ts,
    }));
  });
}

/** In the order of a sort such as `status,asc`, `name,desc`, `triggered,desc`, `priority,asc`, `group,asc`; then by name. */
export function sorted(given: readonly Line[], sort: string): Line[] {
  const [key = "status", direction] = sort.split(",");
  const sign = direction === "desc" ? -1 : 1;
  const compare: Record<string, (a: Line, b: Line) => number> = {
    status: (a, b) => rank(a.state) - rank(b.state),
    name: (a, b) => a.name.localeCompare(b.name),
    group: (a, b) => a.group.localeCompare(b.group),
    triggered: (a, b) => (a.triggered ?? 0) - (b.triggered ?? 0),
    priority: (a, b) => (a.priority ?? 9) - (b.priority ?? 9),
  };
  const by = compare[key] ?? compare.status;
  return [...given].sort(
    (a, b) => sign * (by?.(a, b) ?? 0) || a.name.localeCompare(b.name) || a.group.localeCompare(b.group),
  );
}

/** How many lines are in each state; muted ones count as muted alone. */
export function counts(given: readonly Line[], hideZero: boolean): Array<[(typeof STATES)[number], number]> {
  const found = STATES.map((state): [(typeof STATES)[number], number] => [
    state,
    given.filter((one) => (one.muted ? "Muted" : one.state) === state).length,
  ]);
  return found.filter(([state, count]) => count > 0 || (!hideZero && state !== "Muted" && state !== "Unknown"));
}
