/** A small calendar of the coming weeks: how much of each day is silent, by the clock of a time zone. */

import { Box, Text, Tooltip } from "@mantine/core";
import { useMemo } from "react";
import { DAY_NAMES, type Occurrence, silentHours } from "@/lib/downtimes";

const WEEKS = 5;
const DAY = 86_400_000;

export function SilentDays({ occurrences, timezone }: { occurrences: readonly Occurrence[]; timezone: string }) {
  const today = new Intl.DateTimeFormat("en-CA", { timeZone: timezone, dateStyle: "short" }).format(Date.now());
  const days = useMemo(() => {
    const at = Date.parse(`${today}T00:00:00Z`);
    const monday = at - ((new Date(at).getUTCDay() + 6) % 7) * DAY;
    // The clock of a zone is less than a day before or behind that of UTC.
    const hours = silentHours(occurrences, timezone, monday - DAY, monday + (WEEKS * 7 + 1) * DAY);
    return Array.from({ length: WEEKS * 7 }, (_, index) => {
      const key = new Date(monday + index * DAY).toISOString().slice(0, 10);
      return { key, hours: hours.get(key) ?? 0 };
    });
  }, [occurrences, timezone, today]);
  return (
    <Box role="img" aria-label={`Silent hours of the next ${WEEKS} weeks in ${timezone}`}>
      <Box style={{ display: "grid", gridTemplateColumns: "repeat(7, 1fr)", gap: 3 }}>
        {DAY_NAMES.map((name) => (
          <Text key={name} size="xs" c="dimmed" ta="center">
            {name}
          </Text>
        ))}
        {days.map(({ key, hours }) => (
          <Tooltip key={key} label={`${key}: ${hours ? `${hours} h silent` : "nothing silent"}`} openDelay={200}>
            <Box
              h={30}
              ta="center"
              fz={11}
              style={{
                position: "relative",
                overflow: "hidden",
                borderRadius: 4,
                border: key === today ? "1px solid var(--mantine-primary-color-filled)" : "1px solid var(--edge)",
                opacity: key < today ? 0.45 : 1,
              }}
            >
              <Box
                style={{
                  position: "absolute",
                  inset: "auto 0 0 0",
                  height: `${Math.min(100, (hours / 24) * 100)}%`,
                  background: "var(--mantine-primary-color-filled)",
                  opacity: 0.35,
                }}
              />
              <span style={{ position: "relative", lineHeight: "28px" }}>{Number(key.slice(8))}</span>
            </Box>
          </Tooltip>
        ))}
      </Box>
    </Box>
  );
}
