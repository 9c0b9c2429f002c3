import { expect, it } from "vitest";
import { asNew, hostMapOf, type Infrastructure, measureBy, withMeasure } from "./hostmap";

it("reads the old form", () =>
  expect(
    hostMapOf({
      node_type: "host",
      group: ["availability-zone"],
      scope: ["env:prod", "role:web"],
      no_group_hosts: false,
      requests: { fill: { q: "avg:system.cpu.user{*} by {host}" } },
    }),
  ).toEqual({
    node: "host",
    fill: { q: "avg:system.cpu.user{*} by {host}" },
    size: undefined,
    group: ["availability-zone"],
    filter: "env:prod role:web",
    groupless: false,
    measureless: true,
    style: {},
  }));

it("reads the new form", () => {
  const queries = [{ name: "a", query: "avg:cpu{*} by {host}" }];
  const found = hostMapOf({
    requests: [
      {
        request_type: "infrastructure_hostmap",
        node_type: "host",
        enrichments: [
          { queries, formulas: [{ formula: "a", dimension: "fill" }] },
          { queries, formulas: [{ formula: "a * 2", dimension: "size" }] },
        ],
        group_by: [{ column: "tags", key: "team" }, { column: "os" }],
        filter: "env:prod",
      },
    ],
  });
  expect(found).toMatchObject({ node: "host", group: ["team", "os"], filter: "env:prod" });
  expect(found.size).toEqual({ queries, formulas: [{ formula: "a * 2", dimension: "size" }] });
});

it("reads what nodes hold, and whom the new form hides", () => {
  const child = { node_type: "container", enrichments: [], no_metric_hosts: true };
  const found = hostMapOf({ requests: [{ node_type: "host", enrichments: [], no_group_hosts: true, child }] });
  expect([found.groupless, found.measureless]).toEqual([false, true]);
  expect(found.child).toMatchObject({ node: "container", groupless: true, measureless: false });
});

it("writes the new form, from the old one too", () => {
  const q = "avg:system.cpu.user{*} by {host}";
  const old = {
    type: "hostmap",
    title: "t",
    node_type: "host",
    requests: { fill: { q } },
    group: ["env"],
    scope: ["a:b"],
  };
  const made = asNew({ ...old, style: { palette: "YlOrRd", fill_min: "0", fill_max: "" }, no_group_hosts: false });
  const { size: _, ...before } = hostMapOf({ ...old, no_group_hosts: false, style: {} });
  const after = hostMapOf(made);
  expect({ ...before, fill: undefined, style: {} }).toEqual({ ...after, size: undefined, fill: undefined, style: {} });
  expect([made.title, after.style]).toEqual(["t", { palette: "YlOrRd", fill_min: 0 }]);
  expect(after.fill?.queries?.[0]?.query).toBe(q);
  const [request] = made.requests as Infrastructure[];
  const sized = withMeasure(request ?? {}, "size", measureBy("container", "container.cpu.usage"));
  expect(sized.enrichments?.map((one) => one.formulas?.[0]?.dimension)).toEqual(["fill", "size"]);
  expect(withMeasure(sized, "fill", undefined).enrichments).toHaveLength(1);
});
