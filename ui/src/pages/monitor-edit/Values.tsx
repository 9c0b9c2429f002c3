/** The values that a backtest saw, over time, with thresholds that can be dragged. */

import { Box, Text } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { ticks } from "d3-array";
import type { BacktestGroup, Backtest as Found } from "@/api/monitors";
import { STATUS, seriesColor } from "@/lib/colors";
import { value as formatted } from "@/lib/format";
import { type Extent, extentOf, path, xOf, yOf } from "@/lib/strip";
import type { Editing } from "./edit";
import { Threshold } from "./Threshold";

const HEIGHT = 170;
const LINES = 20;

export function Values({ found, editing, gutter }: { found: Found; editing: Editing; gutter: number }) {
  const { ref, width } = useElementSize();
  const { thresholds = {} } = editing.body.options;
  const critical = thresholds.critical ?? found.critical;
  const { warning } = thresholds;
  const shown = found.groups.slice(0, LINES);
  const extent = extentOf(
    shown.flatMap((one) => one.values),
    warning === undefined ? [critical] : [critical, warning],
    found,
    { width: Math.max(width, 60), height: HEIGHT },
  );
  const gap = ((found.to - found.from) / 60) * 2;
  return (
    <Box ref={ref} ml={gutter} style={{ position: "relative", height: HEIGHT }}>
      {ticks(extent.low, extent.high, 4).map((one) => (
        <Box key={one} style={{ position: "absolute", top: yOf(one, extent), left: 0, right: 0 }}>
          <Box style={{ borderTop: "1px solid var(--graph-grid)" }} />
          <Text
            fz={11}
            c="dimmed"
            ta="right"
            w={gutter - 8}
            style={{ position: "absolute", right: "100%", top: -9, marginRight: 8 }}
          >
            {formatted(one)}
          </Text>
        </Box>
      ))}
      {width > 0 && (
        <svg
          width={width}
          height={HEIGHT}
          role="img"
          aria-label="Values over time with thresholds"
          style={{ display: "block", overflow: "visible", position: "relative" }}
        >
          {shown.map((one) => (
            <Alerts key={one.group} group={one} extent={extent} />
          ))}
          {shown.map((one, at) => (
            <path
              key={one.group}
              d={path(one.values, extent, gap)}
              fill="none"
              stroke={seriesColor(at)}
              strokeWidth={1.3}
              strokeLinejoin="round"
              strokeLinecap="round"
            >
              <title>{one.group}</title>
            </path>
          ))}
        </svg>
      )}
      {width > 0 && (
        <>
          <Threshold
            name="Alert threshold"
            color={STATUS.alert ?? "red"}
            value={critical}
            extent={extent}
            onChange={(value) => editing.threshold({ critical: value })}
          />
          {warning !== undefined && (
            <Threshold
              name="Warning threshold"
              color={STATUS.warn ?? "orange"}
              value={warning}
              extent={extent}
              onChange={(value) => editing.threshold({ warning: value })}
            />
          )}
        </>
      )}
    </Box>
  );
}

function Alerts({ group, extent }: { group: BacktestGroup; extent: Extent }) {
  return group.spans
    .filter(([, , status]) => status === "Alert")
    .map(([from, to]) => {
      const x = xOf(from, extent);
      const w = Math.max(1, xOf(to, extent) - x);
      return <rect key={from} x={x} y={0} width={w} height={HEIGHT} fill={STATUS.alert} opacity={0.07} />;
    });
}
