/** A monitor's state as a badge: by colour, by shape and by word. */

import { Badge } from "@mantine/core";
import { statusColor } from "@/lib/colors";

const SIGNS: Record<string, string> = { alert: "▲", warn: "◆", ok: "●", "no data": "○", unknown: "?" };

export function StateBadge({ state }: { state: string }) {
  return (
    <Badge
      variant="light"
      color={statusColor(state)}
      tt="none"
      miw={96}
      leftSection={SIGNS[state.toLowerCase()] ?? "○"}
    >
      {state}
    </Badge>
  );
}
