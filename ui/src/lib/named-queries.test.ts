import { expect, it } from "vitest";
import { drawn, isDrawn, ownFormulas, withDrawn, withFormula, withoutQuery, withQuery } from "./named-queries";

const two = {
  queries: [
    { name: "a", query: "avg:x{*}" },
    { name: "b", query: "avg:y{*}" },
  ],
  formulas: [],
};

it("draws each query where no formula is", () => {
  expect(drawn(two).map((one) => one.formula)).toEqual(["a", "b"]);
  expect(isDrawn(withDrawn(two, "a", false), "a")).toBe(false);
  expect(isDrawn(withDrawn(two, "a", false), "b")).toBe(true);
});

it("adds and takes away", () => {
  const more = withFormula(withQuery(two, { query: "" }));
  expect(more.queries.at(-1)?.name).toBe("c");
  expect(more.formulas).toEqual([{ formula: "a / b" }]);
  expect(ownFormulas(more)).toHaveLength(1);
  expect(withoutQuery(more, "c").queries).toHaveLength(2);
  expect(withDrawn(more, "a", true).formulas.map((one) => one.formula)).toEqual(["a", "a / b"]);
});
