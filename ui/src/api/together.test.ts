import { afterEach, beforeEach, expect, it, vi } from "vitest";

type Request = {
  path: string;
  asked: number;
  signal: AbortSignal;
  answer: (at: number) => void;
  end: (how: "break" | "close") => void;
};

let requests: Request[] = [];
let timeseries: typeof import("./together").timeseries;

beforeEach(async () => {
  vi.resetModules(); // nothing was sent before
  ({ timeseries } = await import("./together"));
  vi.useFakeTimers();
  requests = [];
  vi.stubGlobal("fetch", async (path: string, given: { signal: AbortSignal; body: string }) => {
    const body = JSON.parse(given.body) as { requests?: unknown[] };
    const lines = new TransformStream<Uint8Array, Uint8Array>();
    const writer = lines.writable.getWriter();
    requests.push({
      end: (how) => void (how === "break" ? writer.abort(new TypeError("network error")) : writer.close()),
      path,
      asked: body.requests?.length ?? 1,
      signal: given.signal,
      answer: (at) =>
        void writer.write(new TextEncoder().encode(`${JSON.stringify({ at, status: 200, body: `of ${at}` })}\n`)),
    });
    return new Response(lines.readable);
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const asked = () => {
  const leave = new AbortController();
  const answer = timeseries<string>({}, leave.signal);
  answer.catch(() => {});
  return { leave, answer };
};

it("asks at once, and gathers what is asked soon after", async () => {
  asked();
  await vi.advanceTimersByTimeAsync(1);
  expect(requests.map((one) => one.path)).toEqual(["/api/v2/query/timeseries"]);
  for (let at = 0; at < 3; at += 1) {
    asked();
    await vi.advanceTimersByTimeAsync(12);
  }
  expect(requests).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(100);
  expect(requests[1]).toMatchObject({ path: "/api/vizsla/query/timeseries", asked: 3 });
});

it("stops asking when whoever has no answer yet has left", async () => {
  const [quick, slow, other] = [asked(), asked(), asked()];
  await vi.advanceTimersByTimeAsync(1);
  const [request] = requests;
  request?.answer(0);
  await vi.advanceTimersByTimeAsync(200);
  await expect(quick.answer).resolves.toBe("of 0");
  slow.leave.abort();
  expect(request?.signal.aborted).toBe(false);
  other.leave.abort();
  expect(request?.signal.aborted).toBe(true);
  await expect(slow.answer).rejects.toThrow();
});

it("does not ask for those who left before", async () => {
  const [gone, here] = [asked(), asked()];
  gone.leave.abort();
  await vi.advanceTimersByTimeAsync(1);
  expect(requests.map((one) => one.path)).toEqual(["/api/v2/query/timeseries"]);
  await expect(gone.answer).rejects.toThrow();
  here.leave.abort();
});

it.each(["break", "close"] as const)("hands on what came before a stream's end: %s", async (how) => {
  const [first, quick, slow] = [asked(), asked(), asked()];
  await vi.advanceTimersByTimeAsync(1);
  const [request] = requests;
  request?.answer(0);
  await vi.advanceTimersByTimeAsync(20);
  await expect(first.answer).resolves.toBe("of 0");
  request?.answer(1);
  await vi.advanceTimersByTimeAsync(0); // it is there, and waits for others of its frame
  request?.end(how);
  await expect(quick.answer).resolves.toBe("of 1");
  await expect(slow.answer).rejects.toThrow(how === "break" ? "network error" : "stopped amid its answers");
});
