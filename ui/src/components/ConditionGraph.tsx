/** A monitor's query over time with its thresholds. */

import { Box, Skeleton, Text } from "@mantine/core";
import { useMemo } from "react";
import { useSeries } from "@/api/metrics";
import { rangeAhead } from "@/lib/bands";
import type { Condition } from "@/lib/condition";
import { linesOf } from "@/lib/lines";
import { markOf } from "@/lib/marks";
import { Graph } from "./Graph";
import { useTime } from "./range";
import { Failure } from "./states";

export function ConditionGraph({ condition, warning }: { condition: Condition; warning?: number | undefined }) {
  const { range: chosen, zoom } = useTime();
  const range = rangeAhead(chosen, [condition.query]);
  const { data, error, isLoading } = useSeries(condition.query, range);
  const lines = useMemo(() => linesOf(data?.series ?? [], () => ({ style: "line" })), [data]);
  const marks = useMemo(() => {
    const side = /^[<>]/.exec(condition.comparator)?.[0] ?? "=";
    return [
      markOf(`y ${side} ${condition.threshold}`, "error dashed", `alert ${condition.threshold}`),
      warning === undefined ? null : markOf(`y = ${warning}`, "warning dashed", `warn ${warning}`),
    ].filter((mark) => mark !== null);
  }, [condition.comparator, condition.threshold, warning]);
  return (
    <Box
      h={240}
      p={6}
      bg="var(--surface)"
      style={{ border: "1px solid var(--edge)", borderRadius: 6, position: "relative" }}
    >
      {error && !data && <Failure error={error} query={condition.query} />}
      {isLoading && <Skeleton height="100%" />}
      {data && !lines.length && (
        <Text size="sm" c="dimmed" ta="center" pt={90}>
          No data in this time range
        </Text>
      )}
      {lines.length > 0 && (
        <Box style={{ position: "absolute", inset: 6 }}>
          <Graph
            lines={lines}
            range={range}
            marks={marks}
            onZoom={zoom}
            label={`${condition.query} with its thresholds`}
          />
        </Box>
      )}
    </Box>
  );
}
