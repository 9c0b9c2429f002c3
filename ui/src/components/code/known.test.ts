import { QueryClient } from "@tanstack/react-query";
import { describe, expect, it, vi } from "vitest";
import { knownOrNew } from "./known";

describe("what is offered", () => {
  it("is what is known, and what has just come where nothing known fits", async () => {
    vi.useFakeTimers();
    const client = new QueryClient();
    const stored = ["shop.queue"];
    let asked = 0;
    const ask = () => {
      asked += 1;
      return Promise.resolve([...stored]);
    };
    const typed = (text: string) =>
      knownOrNew(async (staleTime) => {
        const names = await client.fetchQuery({ queryKey: ["names"], queryFn: ask, staleTime });
        return {
          from: 0,
          items: names.filter((one) => one.startsWith(text)).map((one) => ({ text: one, kind: "metric" })),
        };
      }).then(({ items }) => items.map((one) => one.text));
    expect([await typed("shop"), asked]).toEqual([["shop.queue"], 1]);
    stored.push("shop.new");
    vi.advanceTimersByTime(5_000);
    expect([await typed("shop.q"), asked]).toEqual([["shop.queue"], 1]);
    expect([await typed("shop.n"), asked]).toEqual([["shop.new"], 2]);
    expect([await typed("shop.x"), asked]).toEqual([[], 2]);
    vi.useRealTimers();
  });
});
