import { expect, it } from "vitest";
import { messageOffers, unitsBefore } from "./complete-message";

const NAMES = ["value", "threshold", "host.name"];
const handles = async (words: string) =>
  [{ handle: "ops@example.org", title: "E-mail" }].filter((one) => one.handle.includes(words));
const offered = async (text: string) => {
  const cursor = text.indexOf("|");
  const offer = await messageOffers(text.replace("|", ""), cursor, NAMES, handles);
  return offer && { ...offer, items: offer.items.map((one) => one.written) };
};

it("offers whom to tell after an @ that begins a word", async () => {
  expect(await offered("High! @op|")).toEqual({ from: 6, to: 9, items: ["@ops@example.org "] });
  expect(await offered("me@op|")).toBeNull();
});

it("offers variables and blocks after braces, and takes what closes them", async () => {
  expect(await offered("{{va|}}")).toEqual({ from: 0, to: 6, items: ["{{value}}"] });
  expect((await offered("{{|"))?.items).toContain("{{#is_alert}}|{{/is_alert}}");
  expect((await offered("{{^is_al|"))?.items[0]).toBe("{{^is_alert}}|{{/is_alert}}");
  expect((await offered("{{/is_rec|"))?.items).toEqual(["{{/is_recovery}}"]);
  expect(await offered("value|")).toBeNull();
});

it("counts characters that JavaScript counts twice once", () => {
  expect(unitsBefore("🔥 {{x}}", 2)).toBe(3);
});
