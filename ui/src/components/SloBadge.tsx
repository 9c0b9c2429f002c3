/** Where an objective stands: by colour, by shape and by word. */

import { Badge } from "@mantine/core";
import type { SloState } from "@/api/slos";
import { statusColor } from "@/lib/colors";

const LOOKS: Record<SloState, [string, string, string]> = {
  breached: ["alert", "▲", "Breached"],
  warning: ["warn", "◆", "Warning"],
  ok: ["ok", "●", "OK"],
  no_data: ["no data", "○", "No data"],
};

/** The colour of a state. */
export const sloColor = (state: SloState) => statusColor(LOOKS[state][0]);

export function SloBadge({ state }: { state: SloState }) {
  const [, sign, word] = LOOKS[state];
  return (
    <Badge variant="light" color={sloColor(state)} tt="none" miw={92} leftSection={sign}>
      {word}
    </Badge>
  );
}
