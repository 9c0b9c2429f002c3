import { expect, it } from "vitest";
import { laidOut } from "./trace";

const span = (span_id: string, parent_id: string, start: number, duration: number) => ({
  span_id,
  parent_id,
  start: String(1_700_000_000_000_000_000n + BigInt(start)),
  duration,
});

it("puts children below their parents and parallel ones in rows of their own", () => {
  const { spans, rows, length } = laidOut([
    span("2", "1", 10, 50),
    span("1", "0", 0, 100),
    span("3", "1", 30, 50),
    span("4", "2", 15, 10),
  ]);
  expect(spans.map((one) => [one.span.span_id, one.depth, one.offset])).toEqual([
    ["1", 0, 0],
    ["2", 1, 10],
    ["4", 2, 15],
    ["3", 1, 30],
  ]);
  for (const a of spans)
    for (const b of spans)
      if (a !== b && a.row === b.row)
        expect(a.offset + a.span.duration <= b.offset || b.offset + b.span.duration <= a.offset).toBe(true);
  expect([rows, length]).toEqual([3, 100]);
  expect(spans[0]?.own).toBe(30);
});

it("shows spans whose parent is missing, and those in a circle", () =>
  expect(laidOut([span("2", "9", 5, 1), span("3", "4", 6, 1), span("4", "3", 7, 1)]).spans).toHaveLength(3));
