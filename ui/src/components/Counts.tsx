/** The little graph above a list: how much was found when. */

import { Box } from "@mantine/core";
import { useMemo } from "react";
import { useCounts } from "@/api/aggregate";
import type { Kind } from "@/api/records";
import { seriesColor, statusColor } from "@/lib/colors";
import type { Line } from "@/lib/plot";
import { Graph } from "./Graph";
import { useTime } from "./range";

export function Counts({ kind, query, facet }: { kind: Kind; query: string; facet: string }) {
  const { range, zoom } = useTime();
  const { data } = useCounts(kind, query, range, facet);
  const lines = useMemo(
    (): Line[] =>
      (data ?? []).map((one, index) => ({
        label: one.values.join(", ") || "all",
        points: one.points,
        style: "bars",
        color: facet === "status" ? statusColor(one.values[0] ?? "") : seriesColor(index),
      })),
    [data, facet],
  );
  return (
    <Box h={96} mb="xs" style={{ position: "relative", flex: "none" }}>
      <Graph lines={lines} range={range} onZoom={zoom} label={`How many ${kind} over time`} />
    </Box>
  );
}
