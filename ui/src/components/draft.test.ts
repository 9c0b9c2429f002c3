import { expect, it } from "vitest";
import type { WidgetJson } from "@/api/dashboards";
import {
  added,
  arranged,
  carried,
  copyOf,
  innerOf,
  named,
  overlaid,
  pasted,
  pastedBoard,
  placeOf,
  replaced,
} from "./draft";

const box = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });
const note = (content: string, layout?: ReturnType<typeof box>): WidgetJson => ({
  definition: { type: "note", content },
  ...(layout && { layout }),
});
const board: WidgetJson[] = [
  { definition: { type: "group", widgets: [note("in", box(0, 0, 12, 2))] }, layout: box(0, 0, 12, 3) },
  note("below", box(0, 3, 4, 2)),
];

it("grows a group for what is added, and moves down what stands below", () => {
  const [group, below] = added(board, note("new"), { width: 4, height: 2 }, 0);
  expect(group?.layout?.height).toBe(5);
  expect(innerOf(group?.definition)[1]?.layout).toEqual(box(0, 2, 4, 2));
  expect(below?.layout?.y).toBe(5);
});

it("takes a widget out of its group", () => {
  const [group, , out] = carried(board, { at: 0, inner: 0 }, null);
  expect(group?.definition.widgets).toEqual([]);
  expect(out).toEqual(note("in", box(0, 5, 12, 2)));
});

it("puts a widget into a group, within its columns, and makes room for places that change", () => {
  const slim: WidgetJson = { ...(board[0] as WidgetJson), layout: box(0, 0, 6, 3) };
  const [group, ...rest] = carried([slim, note("wide", box(0, 3, 8, 2))], { at: 1 }, 0);
  expect(rest).toEqual([]);
  expect(innerOf(group?.definition).map((one) => one.layout)).toEqual([box(0, 0, 12, 2), box(0, 2, 8, 2)]);
  const banner = { ...slim, definition: { ...slim.definition, banner_img: "https://a/b.png" } };
  const [taller, lower] = arranged([banner, note("below", box(0, 3, 4, 2))], 0, [note("in", box(0, 1, 6, 4))]);
  expect([taller?.layout?.height, lower?.layout?.y]).toEqual([8, 8]);
});

it("carries a widget to where room was made for it, from group to group too", () => {
  const groups = [...board, { ...(board[0] as WidgetJson), layout: box(0, 5, 12, 3) }];
  const room = { boxes: [box(0, 2, 12, 2)], put: box(0, 0, 12, 2) };
  const [from, , to] = carried(groups, { at: 0, inner: 0 }, 2, room);
  expect(from?.definition.widgets).toEqual([]);
  expect(innerOf(to?.definition).map((one) => one.layout)).toEqual([room.boxes[0], room.put]);
  expect(to?.layout?.height).toBe(5);
  const out = carried(board, { at: 0, inner: 0 }, null, {
    boxes: [box(0, 2, 12, 3), box(0, 5, 4, 2)],
    put: box(0, 0, 12, 2),
  });
  expect(out.map((one) => one.layout?.y)).toEqual([2, 5, 0]);
});

it("replaces and removes, leaving the given widgets as they were", () => {
  const kept = structuredClone(board);
  expect(replaced(board, { at: 1 }, null)).toHaveLength(1);
  expect(innerOf(replaced(board, { at: 0, inner: 0 }, note("x"))[0]?.definition)[0]).toEqual(note("x"));
  expect(board).toEqual(kept);
});

it("pastes widgets and definitions, and nothing else", () => {
  expect(pasted('{"definition":{"type":"note"},"id":1}')).toEqual({ definition: { type: "note" } });
  expect(pasted('{"type":"note"}')).toEqual({ definition: { type: "note" } });
  expect(["hello", "[]", "null", "{}"].map(pasted)).toEqual([null, null, null, null]);
});

it("names widgets, finds them again, and copies them without their names", () => {
  const whole = named(board);
  const inside = innerOf(whole[0]?.definition)[0];
  expect(placeOf(whole, inside?.id ?? 0)).toEqual({ at: 0, inner: 0 });
  expect(placeOf(whole, whole[1]?.id ?? 0)).toEqual({ at: 1 });
  expect(placeOf(whole, 5)).toBeNull();
  expect(copyOf(whole[0] as WidgetJson)).toEqual({ definition: board[0]?.definition });
});

it("tells a dashboard from other texts", () => {
  const given = { title: "t", layout_type: "ordered", widgets: [] };
  expect(pastedBoard(JSON.stringify(given))).toEqual(given);
  expect(["null", "{}", "x", '{"definition":{"type":"note"}}'].map(pastedBoard)).toEqual([null, null, null, null]);
});

it("lays events over graphs, those within groups too, and leaves the given widgets as they were", () => {
  const graph: WidgetJson = { definition: { type: "timeseries", events: [{ q: "own" }] } };
  const [group, same] = overlaid([{ definition: { type: "group", widgets: [graph] } }, note("x")], "source:ci");
  const events = innerOf(group?.definition)[0]?.definition.events;
  expect(events).toEqual([{ q: "own" }, { q: "source:ci", tags_execution: "and" }]);
  expect(same).toEqual(note("x"));
  expect(graph.definition.events).toHaveLength(1);
});
