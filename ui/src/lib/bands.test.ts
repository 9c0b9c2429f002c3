import { expect, it } from "vitest";
import { rangeAhead } from "./bands";
import { linesOf } from "./lines";

const series = (tags: string[], values: (number | null)[]) => ({
  metric: "m",
  display_name: "m",
  scope: tags.join(","),
  expression: "anomalies(avg:m{*} by {host}, 'basic', 2)",
  tag_set: tags,
  pointlist: values.map((value, at) => [at * 1000, value] as const),
  interval: 1,
  query_index: 0,
});

it("makes edges quiet and draws what lies outside in red", () => {
  const lines = linesOf(
    [
      series(["host:a"], [1, 9, 1, 1, 1]),
      series(["host:a", "band:lower"], [0, 0, 0, 0, 0]),
      series(["host:a", "band:upper"], [2, 2, 2, 2, 2]),
      series(["host:b"], [1, 1, 1, 1, 1]),
    ],
    () => ({ style: "line" }),
  );
  expect(lines.filter((one) => !one.quiet).map((one) => one.label)).toEqual(["host:a", "host:b"]);
  expect(lines.filter((one) => one.edge).map((one) => [one.edge, one.label])).toEqual([
    ["lower", "host:a"],
    ["upper", "host:a"],
  ]);
  const red = lines.find((one) => one.quiet && !one.edge);
  expect(red?.values).toEqual([1, 9, 1, null, null]);
  expect(lines[0]?.color).not.toBe(lines.at(-1)?.color);
});

it("leaves series without a band as they are", () => {
  const lines = linesOf([series([], [1, 2]), series(["host:b"], [3, 4])], () => ({ style: "area" }));
  expect(lines.map((one) => [one.style, one.quiet])).toEqual([
    ["area", undefined],
    ["area", undefined],
  ]);
});

it("dashes what is to come, and shows more of the time to come", () => {
  const asked = "forecast(avg:m{*}, 'linear', 2)";
  const lines = linesOf(
    [
      { ...series([], [1, 2, 3, 4]), expression: asked },
      { ...series(["band:lower"], [null, null, 2, 3]), expression: asked },
      { ...series(["band:upper"], [null, null, 4, 5]), expression: asked },
    ],
    () => ({ style: "line" }),
  );
  expect(lines[0]?.values).toEqual([1, 2, null, null]);
  expect(lines[1]?.values).toEqual([null, 2, 3, 4]);
  expect(lines[1]?.dash).toBeDefined();
  expect(rangeAhead({ from: 0, to: 100 }, [asked], 90)).toEqual({ from: 0, to: 150 });
  expect(rangeAhead({ from: 0, to: 100 }, [asked], 900)).toEqual({ from: 0, to: 100 });
});

it("reddens only the side that is asked for", () => {
  const above = (values: number[]) => ({
    ...series([], values),
    expression: "anomalies(a, 'basic', 2, direction='above')",
  });
  const edges = [series(["band:lower"], [0, 0, 0, 0]), series(["band:upper"], [2, 2, 2, 2])];
  expect(linesOf([above([1, -9, 1, 1]), ...edges], () => ({ style: "line" }))).toHaveLength(3);
  expect(linesOf([above([1, 9, 1, 1]), ...edges], () => ({ style: "line" }))).toHaveLength(4);
});
