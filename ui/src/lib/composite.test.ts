import { expect, it } from "vitest";
import { apart, memberIds } from "./composite";

const of = (...groups: string[]) => ({ state: { groups: Object.fromEntries(groups.map((one) => [one, {}])) } });

it("names each member once", () => {
  expect(memberIds("(12 && !34) || 12")).toEqual(["12", "34"]);
  expect(memberIds("")).toEqual([]);
});

it("tells members that report from groups that cannot be joined", () => {
  const [host, device, silent] = [of("host:a"), of("device:b"), {}];
  expect(apart(silent, [host, device])).toBe(true);
  expect(apart(silent, [host, silent])).toBe(false);
  expect(apart(of("host:a"), [host, device])).toBe(false);
});
