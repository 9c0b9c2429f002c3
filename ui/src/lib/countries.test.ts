import codes from "i18n-iso-countries/codes.json";
import { expect, it } from "vitest";
import { countries } from "./countries";

it("finds countries by their letters", () => {
  const { digitsOf, twoOf } = countries(codes as never);
  expect([digitsOf("DE"), digitsOf("deu"), digitsOf("nowhere")]).toEqual(["276", "276", undefined]);
  expect(twoOf("840")).toBe("US");
});
