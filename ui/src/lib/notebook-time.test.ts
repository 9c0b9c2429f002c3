import { expect, test } from "vitest";
import { cellTime, cellTimeOf, choiceIn, keptTime } from "./notebook-time";

const STRETCH = { start: "2026-05-01T10:00:00.000Z", end: "2026-05-01T12:00:00.000Z" };

test("a notebook's time comes back as it was kept", () => {
  for (const time of [{ live_span: "4h" }, { live_span: "week_to_date" }, { ...STRETCH, live: false }])
    expect(keptTime(choiceIn(time))).toEqual(time);
});

test("a stretch that goes on is as long as it was", () => {
  expect(choiceIn({ ...STRETCH, live: true })).toEqual({ kind: "live", seconds: 7200 });
  expect(choiceIn({})).toEqual({ kind: "live", seconds: 3600 });
});

test("a cell has a time of its own or the notebook's", () => {
  expect(cellTime(null)).toBeUndefined();
  expect(cellTime({ live_span: "1d" })).toEqual({ live_span: "1d" });
  expect(cellTime({ ...STRETCH, live: false })).toEqual({
    type: "fixed",
    from: Date.parse(STRETCH.start) / 1000,
    to: Date.parse(STRETCH.end) / 1000,
  });
});

test("keeps what an editor chose for a cell", () => {
  const fixed = { start: "2026-01-01T00:00:00Z", end: "2026-01-02T00:00:00Z" };
  expect(cellTimeOf({ live_span: "4h" }, fixed)).toEqual({ live_span: "4h" });
  expect(cellTimeOf(undefined, fixed)).toBeNull();
  expect(cellTimeOf(cellTime(fixed), fixed)).toEqual(fixed);
});
