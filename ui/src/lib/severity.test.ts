import { expect, it } from "vitest";
import { UNWELL } from "./severity";

it("searches for every state but OK", () => {
  expect(UNWELL).toBe('status:(alert OR warn OR unknown OR "no data")');
});
