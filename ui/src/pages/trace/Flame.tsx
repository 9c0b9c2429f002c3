/** The flame graph: time to the right, callees below; the wheel zooms, dragging moves. */

import { Box, Text } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { useRef, useState } from "react";
import type { TraceSpan } from "@/api/records";
import { nameColor } from "@/lib/colors";
import { duration } from "@/lib/format";
import type { Laid } from "@/lib/trace";
import classes from "./Flame.module.css";

const ROW = 22;

type Props = { laid: Laid<TraceSpan>; selected: string; onSelect: (id: string) => void };

export function Flame({ laid, selected, onSelect }: Props) {
  const { ref, width } = useElementSize();
  const [view, setView] = useState({ from: 0, to: 1 });
  const drag = useRef<{ x: number; from: number; to: number } | null>(null);
  const size = view.to - view.from;
  const limit = (from: number, length: number) => {
    const start = Math.min(Math.max(0, from), 1 - length);
    setView({ from: start, to: start + length });
  };
  const wheel = (event: React.WheelEvent) => {
    if (!event.ctrlKey && Math.abs(event.deltaY) < Math.abs(event.deltaX)) return;
    const box = event.currentTarget.getBoundingClientRect();
    const at = view.from + ((event.clientX - box.left) / box.width) * size;
    const length = Math.min(1, Math.max(1e-5, size * (event.deltaY > 0 ? 1.2 : 0.83)));
    limit(at - ((at - view.from) / size) * length, length);
  };
  const x = (ns: number) => ((ns / laid.length - view.from) / size) * width;
  const ticks = [0, 0.25, 0.5, 0.75].map((part) => view.from + part * size);
  return (
    <Box className={classes.box} role="tree" aria-label="Flame graph">
      <Box className={classes.axis}>
        {ticks.map((tick) => (
          <span key={tick}>{duration(tick * laid.length)}</span>
        ))}
      </Box>
      <Box
        ref={ref}
        className={classes.canvas}
        style={{ height: laid.rows * ROW + 8 }}
        onWheel={wheel}
        onDoubleClick={() => setView({ from: 0, to: 1 })}
        onPointerDown={(event) => {
          drag.current = { x: event.clientX, ...view };
        }}
        onPointerMove={(event) => {
          if (!drag.current || !event.buttons) return;
          limit(drag.current.from - ((event.clientX - drag.current.x) / width) * size, size);
        }}
        onPointerUp={() => {
          drag.current = null;
        }}
      >
        {laid.spans.map(({ span, row, offset, depth }) => {
          const left = x(offset);
          const right = x(offset + span.duration);
          if (right < 0 || left > width) return null;
          const from = Math.max(left, 0);
          const wide = Math.max(Math.min(right, width) - from, 2);
          return (
            <button
              type="button"
              key={span.span_id}
              role="treeitem"
              aria-level={depth + 1}
              aria-selected={span.span_id === selected}
              className={classes.span}
              data-error={span.error ? true : undefined}
              style={{ left: from, width: wide, top: row * ROW, background: nameColor(span.service) }}
              title={`${span.service} ${span.name}\n${span.resource}\n${duration(span.duration)}`}
              onClick={() => onSelect(span.span_id)}
            >
              {wide > 40 && `${span.name} ${span.resource === span.name ? "" : span.resource}`}
            </button>
          );
        })}
      </Box>
      <Text size="xs" c="dimmed" p={6}>
        Turn the wheel to zoom, drag to move, double-click to see all.
      </Text>
    </Box>
  );
}
