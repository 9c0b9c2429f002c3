/** What hosts may be coloured and measured by: a few usual figures, and any metric. */

import { byHost } from "@/lib/hostmap";
import type { Request } from "@/lib/requests";

const PERCENT = { unit: { type: "canonical_unit", unit_name: "percent" } };

type Usual = { value: string; label: string; query: string; percent?: boolean };

export const USUAL: Usual[] = [
  { value: "cpu", label: "CPU", query: "100 - avg:system.cpu.idle{*} by {host}", percent: true },
  { value: "iowait", label: "I/O wait", query: "avg:system.cpu.iowait{*} by {host}", percent: true },
  { value: "load", label: "Load per core (15 min)", query: "avg:system.load.norm.15{*} by {host}" },
  { value: "memory", label: "Memory used", query: "100 - 100 * avg:system.mem.pct_usable{*} by {host}", percent: true },
  { value: "disk", label: "Fullest disk", query: "100 * max:system.disk.in_use{*} by {host}", percent: true },
  { value: "received", label: "Network received", query: "sum:system.net.bytes_rcvd{*} by {host}" },
  { value: "sent", label: "Network sent", query: "sum:system.net.bytes_sent{*} by {host}" },
];

/** The request behind a choice: one of the usual ones, or the name of a metric. */
export function requestFor(choice: string): Request | undefined {
  if (!choice) return undefined;
  const usual = USUAL.find((one) => one.value === choice);
  if (!usual) return byHost(`avg:${choice}{*} by {host}`);
  return {
    queries: [{ name: "query1", data_source: "metrics", query: usual.query, aggregator: "last" }],
    formulas: [{ formula: "query1", alias: usual.label, ...(usual.percent && { number_format: PERCENT }) }],
  };
}
