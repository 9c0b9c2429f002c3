import { expect, it } from "vitest";
import { around, placed } from "./service-graph";

const nodes = ["web", "shop", "shop-db", "mail", "alone"].map((service) => ({ service }));
const edges = [
  { source: "web", target: "shop" },
  { source: "shop", target: "shop-db" },
  { source: "web", target: "mail" },
];

it("keeps a service with its neighbours", () => {
  const names = (service: string) => around(nodes, edges, service).nodes.map((one) => one.service);
  expect(names("shop")).toEqual(["web", "shop", "shop-db"]);
  expect(names("mai")).toEqual(["web", "mail"]);
  expect(names("*")).toHaveLength(5);
  expect(around(nodes, edges, "shop").edges).toHaveLength(2);
});

it("stands callers to the left of what they call, none upon another", async () => {
  const found = await placed(nodes, edges);
  const at = new Map(found.nodes.map((one) => [one.node.service, one]));
  for (const { source, target } of edges) expect(at.get(source)?.x).toBeLessThan(at.get(target)?.x ?? 0);
  const spots = found.nodes.map(({ x, y }) => `${x} ${y}`);
  expect(new Set(spots).size).toBe(nodes.length);
  expect(found.edges.every((one) => one.points.length > 1)).toBe(true);
});

it("places services that call one another in a circle", async () => {
  const circle = [
    { source: "web", target: "shop" },
    { source: "shop", target: "web" },
  ];
  expect((await placed(nodes.slice(0, 2), circle)).edges).toHaveLength(2);
});
