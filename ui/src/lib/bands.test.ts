import { expect, it } from "vitest";
import { rangeAhead } from "./bands";
import { widgetLines } from "./lines";
import { askedOf, type Request } from "./requests";

type Row = [tags: string[], values: Array<number | null>];

const ANOMALIES = "anomalies(avg:m{*} by {host}, 'basic', 2)";

function linesOf(q: string, rows: Row[], display_type = "line") {
  const request: Request = { q, display_type };
  const times = rows[0]?.[1].map((_, at) => at) ?? [];
  const series = rows.map(([tags, values]) => ({ tags, values, formula: 0, unit: null }));
  return widgetLines([{ request, asked: askedOf(request, []), grid: { times, series } }]);
}

it("makes edges quiet and draws what lies outside in red", () => {
  const lines = linesOf(ANOMALIES, [
    [["host:a"], [1, 9, 1, 1, 1]],
    [
      ["host:a", "band:lower"],
      [0, 0, 0, 0, 0],
    ],
    [
      ["host:a", "band:upper"],
      [2, 2, 2, 2, 2],
    ],
    [["host:b"], [1, 1, 1, 1, 1]],
  ]);
  expect(lines.filter((one) => !one.quiet).map((one) => one.label)).toEqual(["host:a", "host:b"]);
  expect(lines.filter((one) => one.edge).map((one) => [one.edge, one.label, one.tags])).toEqual([
    ["lower", "host:a", ["host:a"]],
    ["upper", "host:a", ["host:a"]],
  ]);
  const red = lines.find((one) => one.quiet && !one.edge);
  expect(red?.values).toEqual([1, 9, 1, null, null]);
  expect(lines[0]?.color).not.toBe(lines.at(-1)?.color);
});

it("leaves series without a band as they are, also where people tag by band", () => {
  const rows: Row[] = [
    [[], [1, 2]],
    [["band:lower"], [3, 4]],
  ];
  const lines = linesOf("avg:m{*} by {band}", rows, "area");
  expect(lines.map((one) => [one.style, one.quiet, one.edge, one.tags])).toEqual([
    ["area", undefined, undefined, []],
    ["area", undefined, undefined, ["band:lower"]],
  ]);
  expect(lines[1]?.label).toBe("band:lower");
  expect(lines[0]?.color).not.toBe(lines[1]?.color);
});

it("dashes what is to come, and shows more of the time to come", () => {
  const asked = "forecast(avg:m{*}, 'linear', 2)";
  const lines = linesOf(asked, [
    [[], [1, 2, 3, 4]],
    [["band:lower"], [null, null, 2, 3]],
    [["band:upper"], [null, null, 4, 5]],
  ]);
  expect(lines[0]?.values).toEqual([1, 2, null, null]);
  expect(lines[1]?.values).toEqual([null, 2, 3, 4]);
  expect(lines[1]?.dash).toBeDefined();
  expect(rangeAhead({ from: 0, to: 100 }, [asked], 90)).toEqual({ from: 0, to: 150 });
  expect(rangeAhead({ from: 0, to: 100 }, [asked], 900)).toEqual({ from: 0, to: 100 });
});

it("reddens only the side that is asked for", () => {
  const above = (values: number[]) =>
    linesOf("anomalies(a, 'basic', 2, direction='above')", [
      [[], values],
      [["band:lower"], [0, 0, 0, 0]],
      [["band:upper"], [2, 2, 2, 2]],
    ]);
  expect(above([1, -9, 1, 1])).toHaveLength(3);
  expect(above([1, 9, 1, 1])).toHaveLength(4);
});
