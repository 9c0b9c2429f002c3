/** A threshold as a line over values, dragged up and down or moved by the arrow keys. */

import { Box, Text } from "@mantine/core";
import { useState } from "react";
import { value as formatted } from "@/lib/format";
import { type Extent, rounded, valueAt, yOf } from "@/lib/strip";

type Props = { name: string; color: string; value: number; extent: Extent; onChange: (value: number) => void };

export function Threshold({ name, color, value, extent, onChange }: Props) {
  // While it is dragged the scale stands still.
  const [held, setHeld] = useState<Extent | null>(null);
  const within = (y: number) => Math.min(extent.height, Math.max(0, y));
  const move = (event: React.PointerEvent) => {
    if (!held) return;
    const box = event.currentTarget.parentElement?.getBoundingClientRect();
    if (box) onChange(valueAt(within(event.clientY - box.top), held));
  };
  const step = (by: number) => onChange(rounded(value + (by * (extent.high - extent.low)) / 100, extent));
  return (
    <Box
      role="slider"
      tabIndex={0}
      aria-label={name}
      aria-orientation="vertical"
      aria-valuenow={value}
      aria-valuemin={extent.low}
      aria-valuemax={extent.high}
      title={`${name}: drag it, or move it with the arrow keys`}
      style={{
        position: "absolute",
        left: 0,
        right: 0,
        top: within(yOf(value, held ?? extent)) - 7,
        height: 14,
        cursor: "ns-resize",
        touchAction: "none",
      }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setHeld(extent);
      }}
      onPointerMove={move}
      onPointerUp={() => setHeld(null)}
      onPointerCancel={() => setHeld(null)}
      onKeyDown={(event) => {
        const by = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
        if (by === undefined) return;
        event.preventDefault();
        step(by);
      }}
    >
      <Box style={{ position: "absolute", left: 0, right: 0, top: 6, borderTop: `1.5px dashed ${color}` }} />
      <Text
        component="span"
        size="xs"
        fw={600}
        px={4}
        style={{ position: "absolute", left: 0, top: -2, color, background: "var(--surface)", borderRadius: 3 }}
      >
        {formatted(value)} ↕
      </Text>
    </Box>
  );
}
