import { expect, it } from "vitest";
import { align, type Line, markOf, reduced, withGaps } from "./plot";

const line = (style: Line["style"], points: Line["points"]): Line => ({ label: "x", color: "#000", style, points });

it("stacks areas upon areas and leaves lines alone", () => {
  const { times, drawn, worth } = align([
    line("area", [
      [1000, 1],
      [2000, 2],
    ]),
    line("line", [
      [1000, 9],
      [2000, 9],
    ]),
    line("area", [
      [1000, 10],
      [2000, null],
    ]),
  ]);
  expect(times).toEqual([1, 2]);
  expect(drawn).toEqual([
    [11, 2],
    [9, 9],
    [10, null],
  ]);
  expect(worth[2]).toEqual([10, null]);
});

it("puts lines of unlike intervals on one axis", () =>
  expect(
    align([
      line("line", [[1000, 1]]),
      line("line", [
        [500, 2],
        [1000, 3],
      ]),
    ]),
  ).toMatchObject({
    times: [0.5, 1],
    worth: [
      [undefined, 1],
      [2, 3],
    ],
  }));

it.each([
  ["avg", 2],
  ["last", 3],
  ["sum", 4],
  ["min", 1],
])("reduces by %s over what has a value", (name, wanted) =>
  expect(
    reduced(
      [
        [0, 1],
        [1, null],
        [2, 3],
      ],
      name,
    ),
  ).toBe(wanted),
);

it("reads markers", () => {
  expect(markOf("y = 15")).toMatchObject({ from: 15, to: 15, dash: true });
  expect(markOf("y > 5", "warning solid")).toMatchObject({ from: 5, to: null, dash: false });
  expect(markOf("0 < y < 10")).toMatchObject({ from: 0, to: 10 });
  expect(markOf("x")).toBeNull();
});

it("breaks a line where values stayed away", () =>
  expect(
    withGaps(
      [
        [0, 1],
        [10_000, 1],
        [900_000, 2],
      ],
      10,
    ),
  ).toEqual([
    [0, 1],
    [10_000, 1],
    [20_000, null],
    [900_000, 2],
  ]));
