import { expect, it } from "vitest";
import { slice } from "./donut";

it("draws a quarter from the top to the right", () =>
  expect(slice(0, 0.25, 0.5, 1)).toBe(
    "M0.0000 -1.0000A1 1 0 0 1 1.0000 0.0000L0.5000 0.0000A0.5 0.5 0 0 0 0.0000 -0.5000Z",
  ));

it("draws a whole ring as a ring, not as nothing", () => expect(slice(0, 1, 0.5, 1)).toContain("A1 1 0 1 1 -0.0001"));
