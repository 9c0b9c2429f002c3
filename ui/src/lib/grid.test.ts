import { expect, it } from "vitest";
import { type Box, compacted, flowed, roomFor, separated } from "./grid";

const box = (x: number, y: number, width: number, height: number): Box => ({ x, y, width, height });

it("flows items without a place around those that have one", () => {
  const items = [{ box: { x: 0, y: 0, width: 6, height: 2 } }, {}, {}] as Array<{
    box?: { x: number; y: number; width: number; height: number };
  }>;
  expect(
    flowed(
      items,
      (one) => one.box,
      () => ({ width: 6, height: 2 }),
    ).map((one) => one.box),
  ).toEqual([
    { x: 0, y: 0, width: 6, height: 2 },
    { x: 6, y: 0, width: 6, height: 2 },
    { x: 0, y: 2, width: 6, height: 2 },
  ]);
});

it("closes the holes that collapsing leaves", () => {
  const placed = [
    { item: "group", box: { x: 0, y: 0, width: 12, height: 1 } },
    { item: "left", box: { x: 0, y: 5, width: 6, height: 2 } },
    { item: "below", box: { x: 0, y: 9, width: 12, height: 2 } },
  ];
  expect(compacted(placed).map(({ item, box }) => [item, box.y])).toEqual([
    ["group", 0],
    ["left", 1],
    ["below", 3],
  ]);
});

it("moves what covers an earlier box below it, and leaves the others", () => {
  const box = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });
  const placed = [
    box(0, 0, 3, 2),
    box(6, 0, 6, 10),
    box(0, 2, 6, 8),
    box(0, 0, 4, 10),
    box(8, 0, 4, 10),
    box(0, 20, 12, 8),
  ];
  const items = placed.map((one, item) => ({ item, box: one }));
  expect(separated(items).map((one) => one.box.y)).toEqual([0, 0, 2, 10, 10, 20]);
});

it("makes room for a box that is put among others", () => {
  const boxes = [box(0, 2, 6, 2), box(0, 0, 12, 2)];
  const put = box(0, 1, 4, 2);
  expect(roomFor(boxes, put, true)).toEqual({ put: box(0, 0, 4, 2), boxes: [box(0, 4, 6, 2), box(0, 2, 12, 2)] });
  expect(roomFor(boxes, box(6, 9, 4, 2), true).put).toEqual(box(6, 2, 4, 2));
  expect(roomFor(boxes, put, false)).toEqual({ put, boxes: [box(0, 5, 6, 2), box(0, 3, 12, 2)] });
});
