/** A monitor's JSON, as the API gives it or wrapped as published files are. */

import type { Monitor } from "@/api/monitors";
import type { Draft } from "./edit";

const OWN = [
  "id", "org_id", "multi", "created", "created_at", "modified", "deleted", "creator", "overall_state",
  "overall_state_modified", "state", "matching_downtimes", "not_evaluated",
]; // biome-ignore format: one list

/** What of a stored monitor a person can edit. */
export function editable(monitor: Monitor | Draft): Draft {
  return Object.fromEntries(Object.entries(monitor).filter(([name]) => !OWN.includes(name))) as Draft;
}

/** The monitor in a text; an error says why it is none. */
export function readMonitor(text: string): Draft {
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed !== "object" || parsed === null) throw new Error("A monitor's JSON is an object");
  const inner = "definition" in parsed ? parsed.definition : parsed;
  const given = inner as Partial<Draft>;
  if (typeof given.type !== "string" || typeof given.query !== "string")
    throw new Error("A monitor has a type and a query");
  return editable({ name: "", message: "", tags: [], priority: null, options: {}, ...given } as Draft);
}
