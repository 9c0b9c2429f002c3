/** A list that draws only the rows in sight. */

import { Box } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, type SyntheticEvent, useEffect, useRef, useState } from "react";
import classes from "./VirtualRows.module.css";

type Props<T> = {
  items: readonly T[];
  height: number;
  row: (item: T, index: number) => ReactNode;
  keyOf: (item: T, index: number) => string | number;
  label: string;
  head?: ReactNode;
  foot?: ReactNode;
  /** Called when the end comes into sight. */
  onEnd?: (() => void) | undefined;
  onOpen?: (item: T, index: number) => void;
  selected?: string | number | undefined;
};

/** Whether it happened in the row itself: what a menu or a dialog opened from it passes on comes from elsewhere on the page. */
const isWithin = ({ currentTarget, target }: SyntheticEvent) => currentTarget.contains(target as Node);

/** Fills its parent, a flex column. Arrow keys move between rows, Enter opens one. */
export function VirtualRows<T>({ items, height, row, keyOf, label, head, foot, onEnd, onOpen, selected }: Props<T>) {
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    overscan: 12,
  });
  const shown = rows.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (items.length && last >= items.length - 5) onEnd?.();
  }, [last, items.length, onEnd]);
  const step = (from: HTMLElement, by: number) => {
    const next = box.current?.querySelector<HTMLElement>(`[data-index="${Number(from.dataset.index) + by}"]`);
    next?.focus();
  };
  const [more, setMore] = useState(false);
  const look = () => {
    const at = box.current;
    if (at) setMore(at.scrollLeft + at.clientWidth < at.scrollWidth - 1);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at anew when other rows are drawn
  useEffect(() => {
    look();
    const watch = new ResizeObserver(look);
    if (box.current) watch.observe(box.current);
    return () => watch.disconnect();
  }, [items.length]);
  return (
    <Box className={classes.frame} data-more={more || undefined}>
      <Box
        ref={box}
        className={classes.box}
        role="table"
        aria-label={label}
        aria-rowcount={items.length}
        onScroll={look}
      >
        {head && (
          <div className={classes.head} role="row">
            {head}
          </div>
        )}
        <div style={{ height: rows.getTotalSize(), position: "relative" }} role="rowgroup">
          {shown.map(({ index, start }) => {
            const item = items[index] as T;
            return (
              <div
                key={keyOf(item, index)}
                data-index={index}
                className={classes.row}
                role="row"
                tabIndex={onOpen ? 0 : -1}
                data-open={onOpen ? true : undefined}
                aria-selected={selected === keyOf(item, index)}
                style={{ height, transform: `translateY(${start}px)` }}
                onClick={(event) => {
                  // What is in a row and does something by itself does that alone.
                  if (isWithin(event) && !(event.target as Element).closest("a, button, input")) onOpen?.(item, index);
                }}
                onKeyDown={(event) => {
                  if (!isWithin(event)) return;
                  if (event.key === "Enter" && event.target === event.currentTarget) onOpen?.(item, index);
                  else if (event.key === "ArrowDown") step(event.currentTarget, 1);
                  else if (event.key === "ArrowUp") step(event.currentTarget, -1);
                  else return;
                  event.preventDefault();
                }}
              >
                {row(item, index)}
              </div>
            );
          })}
        </div>
        {foot}
      </Box>
    </Box>
  );
}
