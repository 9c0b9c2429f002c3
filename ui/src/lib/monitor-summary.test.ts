import { expect, it } from "vitest";
import { counts, lines, sorted } from "./monitor-summary";

const row = (id: number, name: string, status: string, more = {}) => ({
  id,
  name,
  status,
  muted: false,
  priority: null,
  overall_state_modified: null,
  ...more,
});
const rows = [row(1, "disk", "OK"), row(2, "cpu", "Alert", { priority: 2 }), row(3, "net", "Warn", { muted: true })];
const group = (monitor_id: number, group: string, status: string, more = {}) => ({
  monitor_id,
  group,
  status,
  muted: false,
  last_triggered_ts: null,
  ...more,
});
const groups = [
  group(2, "host:a", "Alert", { last_triggered_ts: 5 }),
  group(2, "host:b", "OK", { muted: true }),
  group(1, "total", "OK"),
];

it("lists monitors, or their groups where they have several", () => {
  expect(lines(rows, "monitors", groups).map((one) => [one.id, one.group])).toEqual([
    [1, ""],
    [2, ""],
    [3, ""],
  ]);
  expect(lines(rows, "groups", groups).map((one) => [one.id, one.group, one.state])).toEqual([
    [1, "", "OK"],
    [2, "host:a", "Alert"],
    [2, "host:b", "OK"],
    [3, "", "Warn"],
  ]);
  expect(lines(rows, "combined", groups).map((one) => [one.muted, one.triggered])).toEqual([
    [false, null],
    [false, 5],
    [true, null],
    [true, null],
  ]);
});

it("sorts by state, name and priority both ways", () => {
  const all = lines(rows, "monitors", groups);
  const names = (sort: string) => sorted(all, sort).map((one) => one.name);
  expect(names("status,asc")).toEqual(["cpu", "net", "disk"]);
  expect(names("status,desc")).toEqual(["disk", "net", "cpu"]);
  expect(names("name,desc")).toEqual(["net", "disk", "cpu"]);
  expect(names("priority,asc")).toEqual(["cpu", "disk", "net"]);
  expect(names("nonsense")).toEqual(["cpu", "net", "disk"]);
});

it("counts what is muted as muted alone, and leaves zeros out where that is asked", () => {
  const all = lines(rows, "monitors", groups);
  expect(counts(all, true)).toEqual([
    ["Alert", 1],
    ["OK", 1],
    ["Muted", 1],
  ]);
  expect(counts(all, false).map(([state]) => state)).toEqual(["Alert", "Warn", "No Data", "OK", "Muted"]);
});
