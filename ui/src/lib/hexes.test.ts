import { expect, it } from "vitest";
import { domain, groupsOf, laid, type Node } from "./hexes";

const nodes = (count: number, groups: (at: number) => string[] = () => []): Node[] =>
  Array.from({ length: count }, (_, at) => ({ name: `h${at}`, groups: groups(at), fill: at, size: at + 1 }));

it("makes hexagons as large as the room allows", () => {
  const few = laid(nodes(10), 600, 300);
  const many = laid(nodes(400), 600, 300);
  expect(few.radius).toBeGreaterThan(many.radius);
  expect(many.height).toBeLessThanOrEqual(300);
  for (const { hexes } of [few, many]) {
    for (const hex of hexes) {
      expect(hex.x - hex.radius * 0.87).toBeGreaterThanOrEqual(-1);
      expect(hex.x + hex.radius * 0.87).toBeLessThanOrEqual(601);
    }
  }
});

it("never lets two hexagons meet", () => {
  const { hexes, radius } = laid(
    nodes(60, (at) => [`g${at % 4}`]),
    500,
    400,
  );
  for (const a of hexes) {
    for (const b of hexes) if (a !== b) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(radius * 1.7);
  }
});

it("puts groups within groups, each hexagon within its own", () => {
  const { hexes, frames } = laid(
    nodes(24, (at) => [`env${at % 2}`, `role${at % 3}`]),
    700,
    500,
  );
  expect(frames.filter((one) => one.level === 0).map((one) => [one.title, one.count])).toEqual([
    ["env0", 12],
    ["env1", 12],
  ]);
  expect(frames.filter((one) => one.level === 1)).toHaveLength(6);
  for (const { node, x, y } of hexes) {
    const own = frames.filter((one) => x > one.x && x < one.x + one.width && y > one.y && y < one.y + one.height);
    expect(own.map((one) => one.title)).toEqual(node.groups);
  }
});

it("grows beyond the room rather than vanish, and bears none", () => {
  expect(laid(nodes(5000), 200, 100).height).toBeGreaterThan(100);
  expect(laid([], 200, 100).hexes).toEqual([]);
});

it("finds the range of colours and the groups of tags", () => {
  expect(domain(nodes(5), undefined, undefined)).toEqual([0, 4]);
  expect(domain(nodes(5), 1, 100)).toEqual([1, 100]);
  expect(domain([], undefined, undefined)).toEqual([0, 1]);
  expect(groupsOf(["env:prod", "team:a", "team:b"], ["env", "team", "zone"])).toEqual(["prod", "a, b", "no zone"]);
});
