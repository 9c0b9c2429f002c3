/** Changes of a monitor while it is edited: its query's parts, thresholds and options move together. */

import type { MonitorBody } from "@/api/monitors";
import type { Kind, Parts } from "@/lib/monitorKinds";
import { takeApart, together } from "@/lib/monitorQuery";

export type Draft = MonitorBody;
/** What every part of the form is given. */
export type Editing = {
  body: Draft;
  kind: Kind;
  parts: Parts;
  /** Whether there is a query that can be asked. */
  complete: boolean;
  /** Changes members of the monitor. */
  set: (change: Partial<Draft>) => void;
  /** Changes parts of the query; the alert threshold follows. */
  ask: (change: Parts) => void;
  /** Changes options; undefined takes one away. */
  option: (change: Record<string, unknown>) => void;
  /** Changes thresholds; undefined takes one away. The query follows the alert threshold. */
  threshold: (change: Record<string, number | undefined>) => void;
};

export function editing(body: Draft, change: (next: Draft) => void): Editing {
  const { kind, parts } = takeApart(body.type, body.query);
  const set = (some: Partial<Draft>) => change({ ...body, ...some });
  const option = (some: Record<string, unknown>) => set({ options: present({ ...body.options, ...some }) });
  return {
    body,
    kind,
    parts,
    complete: body.query.trim() !== "" && parts.slo !== "",
    set,
    option,
    ask: (some) => {
      const next = { ...parts, ...some };
      const limit = next.threshold === undefined ? undefined : Number(next.threshold);
      const thresholds = { ...body.options.thresholds, ...(limit !== undefined && { critical: limit }) };
      const windows = some.alert_window
        ? { threshold_windows: { trigger_window: some.alert_window, recovery_window: some.alert_window } }
        : {};
      set({
        query: together(kind, next),
        options: present({
          ...body.options,
          ...(kind !== "composite" && { thresholds }),
          ...windows,
          // Where a cumulative window begins says nothing of another.
          ...(some.window && { scheduling_options: withoutStart(body.options.scheduling_options) }),
        }),
      });
    },
    threshold: (some) => {
      const thresholds = present({ ...body.options.thresholds, ...some }) as Record<string, number>;
      const follows = some.critical !== undefined && parts.threshold !== undefined;
      const query = follows ? together(kind, { ...parts, threshold: String(some.critical) }) : body.query;
      set({ query, options: { ...body.options, thresholds } });
    },
  };
}

/** The value of a part of the query and its change, as inputs take them. */
export const field = ({ parts, ask }: Pick<Editing, "parts" | "ask">, name: string) => ({
  value: parts[name] ?? "",
  onChange: (value: string | number | null) => ask({ [name]: String(value ?? "") }),
});

function withoutStart(given: unknown): unknown {
  const { evaluation_window: _, ...rest } = (given ?? {}) as Record<string, unknown>;
  return Object.keys(rest).length ? rest : undefined;
}

function present<T extends Record<string, unknown>>(all: T): T {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as T;
}
