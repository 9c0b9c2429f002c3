import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { leaves } from "./useStored";

const asked = vi.fn((_: string) => true);
beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("confirm", asked);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  asked.mockClear();
});

it("leaves what is stored without a question", async () => {
  expect(await leaves(Promise.resolve(true))).toBe(true);
  expect(asked).not.toHaveBeenCalled();
});

it("asks where the last changes could not be stored", async () => {
  asked.mockReturnValueOnce(false);
  expect(await leaves(Promise.resolve(false))).toBe(false);
  expect(asked.mock.lastCall?.[0]).toContain("could not be stored");
});

it("asks once where the server does not answer in five seconds", async () => {
  const left = leaves(new Promise(() => {}));
  await vi.advanceTimersByTimeAsync(4999);
  expect(asked).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(await left).toBe(true);
  expect(asked).toHaveBeenCalledOnce();
  expect(asked.mock.lastCall?.[0]).toContain("not stored yet");
});
