/** The names under a graph with their figures; a click shows one line alone. */

import { UnstyledButton } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, useMemo, useRef, useState } from "react";
import { value as formatted } from "@/lib/format";
import { type Line, type Summary, summary } from "@/lib/plot";
import classes from "./Legend.module.css";

const COLUMNS: Record<string, [title: string, of: (figures: Summary) => number | null]> = {
  avg: ["Avg", (one) => one.avg],
  min: ["Min", (one) => one.min],
  max: ["Max", (one) => one.max],
  sum: ["Sum", (one) => (one.last === null ? null : one.sum)],
  value: ["Last", (one) => one.last],
};
const STANDARD = ["avg", "min", "max", "value"];
/** As many names as a row can hold without becoming a list. */
const MOST = 60;
const ROW = 20;
/** Lines whose figures tell how wide columns are. */
const SAMPLE = 12;

const shown = (column: string, figures: Summary, line: Line) =>
  formatted(COLUMNS[column]?.[1](figures) ?? null, line.unit);

type Props = {
  lines: readonly Line[];
  only: ReadonlySet<string>;
  onOnly: (only: ReadonlySet<string>) => void;
  /** The names alone, in a row. */
  compact?: boolean;
  /** Which figures, by the names that definitions use. */
  columns?: readonly string[];
  /** The table scrolls within this height, in pixels. */
  height?: number | undefined;
};

/** A table of figures; where `compact`, the names alone in a row. */
export const Legend = memo(function Legend({ lines: all, only, onOnly, compact, columns, height = 320 }: Props) {
  const lines = useMemo(() => all.filter((line) => !line.quiet), [all]);
  const toggle = (label: string, add: boolean) => {
    const next = new Set(add ? only : []);
    if (only.has(label) && (add || only.size === 1)) next.delete(label);
    else next.add(label);
    onOnly(next);
  };
  // Plain elements, since a page may hold thousands of them.
  const name = (line: Line) => (
    <button
      type="button"
      className={classes.name}
      data-faded={(only.size > 0 && !only.has(line.label)) || undefined}
      aria-pressed={only.has(line.label)}
      title={line.label}
      onClick={(event) => toggle(line.label, event.ctrlKey || event.metaKey || event.shiftKey)}
    >
      <i style={{ background: line.color }} />
      <span>{line.label}</span>
    </button>
  );
  if (compact) {
    return (
      <div className={classes.row}>
        {lines.slice(0, MOST).map((line, index) => (
          <div key={`${line.label}${index}`}>{name(line)}</div>
        ))}
        {lines.length > MOST && <span className={classes.more}>and {lines.length - MOST} more</span>}
      </div>
    );
  }
  const known = (columns?.length ? columns : STANDARD).filter((column) => COLUMNS[column]);
  return <Figures lines={lines} name={name} columns={known} height={height} />;
});

type FiguresProps = {
  lines: readonly Line[];
  name: (line: Line) => React.ReactNode;
  columns: readonly string[];
  height: number;
};

function Figures({ lines, name, columns, height }: FiguresProps) {
  const box = useRef<HTMLDivElement>(null);
  const [sort, setSort] = useState<{ column: string; down: boolean } | null>(null);
  // Figures are reckoned when their row comes into sight; sorting by one needs them all.
  // biome-ignore lint/correctness/useExhaustiveDependencies: figures are those of these lines
  const figures = useMemo(() => {
    const found = new Map<Line, Summary>();
    return (line: Line) => {
      const known = found.get(line) ?? summary(line.values);
      found.set(line, known);
      return known;
    };
  }, [lines]);
  const rows = useMemo(() => {
    if (!sort) return lines;
    const of = COLUMNS[sort.column]?.[1];
    const sign = sort.down ? -1 : 1;
    if (!of) return [...lines].sort((a, b) => sign * a.label.localeCompare(b.label));
    const size = (line: Line) => of(figures(line)) ?? Number.NEGATIVE_INFINITY;
    return [...lines].sort((a, b) => sign * (size(a) - size(b)));
  }, [lines, sort, figures]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 6,
  });
  // As wide as the first figures are with their units: all rows keep the same columns.
  const longest = Math.max(
    ...lines.slice(0, SAMPLE).flatMap((line) => columns.map((column) => shown(column, figures(line), line).length)),
  );
  const wide = { "--figure": `max(74px, ${longest}ch)` } as React.CSSProperties;
  const head = (column: string, title: string) => (
    <UnstyledButton
      key={column}
      role="columnheader"
      aria-sort={sort?.column === column ? (sort.down ? "descending" : "ascending") : "none"}
      onClick={() => setSort({ column, down: sort?.column !== column || !sort.down })}
    >
      {title}
      {sort?.column === column && (sort.down ? " ↓" : " ↑")}
    </UnstyledButton>
  );
  return (
    <div ref={box} className={classes.table} role="table" style={{ maxHeight: height, ...wide }}>
      <div className={classes.head} role="row">
        {head("name", lines.length > 1 ? `${lines.length} series` : "Series")}
        {columns.map((column) => head(column, COLUMNS[column]?.[0] ?? column))}
      </div>
      <div style={{ height: virtual.getTotalSize(), position: "relative" }} role="rowgroup">
        {virtual.getVirtualItems().map(({ index, start }) => {
          const line = rows[index];
          if (!line) return null;
          const own = figures(line);
          return (
            <div key={index} role="row" className={classes.figures} style={{ transform: `translateY(${start}px)` }}>
              {name(line)}
              {columns.map((column) => {
                const text = shown(column, own, line);
                return (
                  <span key={column} role="cell" title={text}>
                    {text}
                  </span>
                );
              })}
            </div>
          );
        })}
      </div>
    </div>
  );
}
