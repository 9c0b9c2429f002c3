/** The little graph above a list: how much was found when. */

import { Box } from "@mantine/core";
import { useMemo } from "react";
import { type EventGroup, useCounts } from "@/api/aggregate";
import { seriesColor, statusColor } from "@/lib/colors";
import type { Line } from "@/lib/plot";
import { Graph } from "./Graph";
import { useTime } from "./range";

type Props = { kind: "logs" | "spans"; query: string; facet: string };

export function Counts({ kind, query, facet }: Props) {
  const { range } = useTime();
  const { data } = useCounts(kind, query, range, facet);
  return <CountBars groups={data} status={facet === "status"} label={`How many ${kind} over time`} />;
}

/** Counts over time, in the colours of statuses or in those of series. */
export function CountBars({
  groups,
  status,
  label,
}: {
  groups: EventGroup[] | undefined;
  status: boolean;
  label: string;
}) {
  const { range, zoom } = useTime();
  const lines = useMemo(
    (): Line[] =>
      (groups ?? []).map((one, index) => ({
        label: one.values.join(", ") || "all",
        times: one.times,
        values: one.counts,
        style: "bars",
        color: status ? statusColor(one.values[0] ?? "") : seriesColor(index),
      })),
    [groups, status],
  );
  return (
    <Box h={96} mb="xs" style={{ position: "relative", flex: "none" }}>
      <Graph lines={lines} range={range} onZoom={zoom} label={label} />
    </Box>
  );
}
