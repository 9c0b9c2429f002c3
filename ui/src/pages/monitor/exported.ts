/** A monitor's JSON as people gave it, to copy and to keep. */

import type { Monitor, MonitorBody } from "@/api/monitors";

/** What the server fills in by itself. */
const FILLED = [
  "id",
  "org_id",
  "created",
  "created_at",
  "modified",
  "deleted",
  "creator",
  "multi",
  "overall_state",
  "overall_state_modified",
  "matching_downtimes",
  "state",
  "not_evaluated",
];

/** The monitor without what the server fills in. */
export function exported(monitor: Monitor): MonitorBody {
  return Object.fromEntries(Object.entries(monitor).filter(([key]) => !FILLED.includes(key))) as MonitorBody;
}

/** Saves the JSON as a file. */
export function download(monitor: Monitor): void {
  const link = document.createElement("a");
  const text = JSON.stringify(exported(monitor), null, 2);
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = `${monitor.name.replace(/[^\w.-]+/g, "-").slice(0, 60) || `monitor-${monitor.id}`}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
}
