/** How the error budget burned down, and above what it was made of. */

import { Box, SimpleGrid, Skeleton, Text } from "@mantine/core";
import { useMemo } from "react";
import type { SloSeries, Threshold } from "@/api/slos";
import { Graph } from "@/components/Graph";
import { useTime } from "@/components/range";
import { useSetParams } from "@/components/url";
import { statusColor } from "@/lib/colors";
import { markOf } from "@/lib/marks";
import type { Line } from "@/lib/plot";
import { burnDown, thinned } from "@/lib/slo";
import type { Range } from "@/lib/time";

type Props = { series: SloSeries | undefined; threshold: Threshold; range: Range; events: boolean };

const BARS = 120;
const ZERO = markOf("y = 0", "error dashed", "budget spent");

export function Budget({ series, threshold, range, events }: Props) {
  const { zoom } = useTime();
  const change = useSetParams();
  const drawn = useMemo(() => {
    if (!series) return null;
    const sums = { times: series.times, good: series.numerator.values, total: series.denominator.values };
    const few = thinned(sums, BARS);
    const times = few.times.map((ms) => ms / 1000);
    const bad = few.times.map((_, i) => (few.total[i] ?? 0) - (few.good[i] ?? 0));
    const burnt = burnDown(sums, threshold.target);
    const unit = events ? null : "second";
    const down: Line = {
      label: events ? "failed" : "down",
      times,
      values: bad,
      style: "bars",
      color: statusColor("error"),
      unit,
    };
    // Beside thousands of good events a few failures would not be seen.
    const parts = events ? [down] : [down, { ...down, label: "up", values: few.good, color: statusColor("ok") }];
    const left: Line = {
      label: "error budget left",
      times: burnt.map(([ms]) => ms / 1000),
      values: burnt.map(([, percent]) => percent),
      style: "line",
      color: "#3b8fd4",
      unit: "percent",
      width: 2,
    };
    return { parts, left };
  }, [series, threshold.target, events]);
  const onZoom = (from: number, to: number) => {
    change({ timeframe: "page" });
    zoom(from, to);
  };
  if (!drawn) return <Skeleton height={220} />;
  if (!series?.denominator.sum)
    return (
      <Text c="dimmed" size="sm">
        Nothing was counted in this time.
      </Text>
    );
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
      <Panel title="Error budget left">
        <Graph
          lines={[drawn.left]}
          range={range}
          marks={ZERO ? [ZERO] : []}
          onZoom={onZoom}
          label="Error budget left over time"
        />
      </Panel>
      <Panel title={events ? "Failed events" : "Time up and down"}>
        <Graph lines={drawn.parts} range={range} onZoom={onZoom} label="Good and bad over time" />
      </Panel>
    </SimpleGrid>
  );
}

function Panel({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <Box p={8} bg="var(--surface)" style={{ border: "1px solid var(--edge)", borderRadius: 6 }}>
      <Text size="sm" fw={600} mb={4}>
        {title}
      </Text>
      <Box h={200} style={{ position: "relative" }}>
        <Box style={{ position: "absolute", inset: 0 }}>{children}</Box>
      </Box>
    </Box>
  );
}
