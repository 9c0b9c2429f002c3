import { expect, it } from "vitest";
import { conditionText, parseCondition } from "./condition";

it.each([
  "avg(last_5m):avg:system.cpu.user{*} by {host} > 90",
  "max(last_1h):sum:a.b{x:y}.as_count() / sum:c{*} <= -0.5",
])("takes apart and puts together %s", (text) => {
  const parts = parseCondition(text);
  expect(parts && conditionText(parts)).toBe(text);
});

it("leaves alone what has another shape", () => expect(parseCondition('logs("x").rollup("count") > 1')).toBeNull());
