import { expect, it } from "vitest";
import { metricAt, offers } from "./complete";

const known = {
  metrics: ["system.cpu.user", "system.load.1", "web.hits"],
  tags: { host: ["a", "b"], env: ["prod"] },
  functions: ["abs", "top", "as_rate"],
};
const texts = (text: string) => offers(text, text.length, known).items.map((one) => one.text);

it.each([
  ["avg:sys", ["system.cpu.user", "system.load.1"]],
  ["avg:web.hits{", ["host:", "env:"]],
  ["avg:web.hits{host:", ["a", "b"]],
  ["avg:web.hits{host:a,e", ["env:"]],
  ["avg:web.hits{*} by {h", ["host"]],
  ["sum:web.hits{*}.as_r", ["as_rate"]],
  ["to", ["top("]],
  ["hits", ["web.hits"]],
])("offers after %s", (text, wanted) => expect(texts(text)).toEqual(wanted));

it("knows the metric whose tags are wanted", () => {
  const text = "avg:a.b{x:y} / sum:c.d{z:1} by {";
  expect(metricAt(text, 8)).toBe("a.b");
  expect(metricAt(text, text.length)).toBe("c.d");
});
