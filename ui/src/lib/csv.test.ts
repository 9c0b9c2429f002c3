import { expect, it } from "vitest";
import { csv } from "./csv";

it("quotes what needs it, and makes no formulas", () => {
  expect(
    csv(
      ["host", "a, b"],
      [
        ["w-1", 1.5],
        ['say "x"', null],
        ["=1+1", -2],
      ],
    ),
  ).toBe('host,"a, b"\r\nw-1,1.5\r\n"say ""x""",\r\n\'=1+1,-2');
});
