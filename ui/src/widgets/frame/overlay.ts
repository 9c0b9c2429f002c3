/** The events that a definition draws over its graph. */

import { useMemo } from "react";
import { useHappenings } from "@/api/happenings";
import { statusColor } from "@/lib/colors";
import { eventSearches } from "@/lib/event_search";
import type { Scene } from "../widget";

export function useOverlay(given: unknown, { range, variables }: Pick<Scene, "range" | "variables">) {
  const happened = useHappenings(eventSearches(given, variables), range);
  return useMemo(() => happened.map((one) => ({ ...one, color: statusColor(one.status) })), [happened]);
}
