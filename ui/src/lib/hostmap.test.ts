import { expect, it } from "vitest";
import { hostMapOf } from "./hostmap";

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
