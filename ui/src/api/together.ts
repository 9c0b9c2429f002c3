/** Graphs that ask at once are asked for in one request: their answers come each as soon as it is there. */

import { ApiError, call, failed, type Refusal, stream } from "./client";

const PATH = "/api/vizsla/query/timeseries";
const MOST = 100;
/** Answers that come within so many milliseconds, a frame, are handed on together. */
const TOGETHER_MS = 16;
/** After a request, others wait so long for one another: graphs out of sight are drawn one after the other. */
const GATHERED_MS = 50;

type Waiting = {
  attributes: object;
  signal: AbortSignal;
  resolve: (answer: never) => void;
  reject: (reason: unknown) => void;
};
type Line = { at: number; status: number; body: unknown };

let waiting: Waiting[] = [];
let sent = Number.NEGATIVE_INFINITY;

/** The answer to attributes as `/api/v2/query/timeseries` takes them. */
export function timeseries<T>(attributes: object, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    if (waiting.length === 0) setTimeout(send, sent + GATHERED_MS - performance.now());
    waiting.push({ attributes, signal, resolve, reject });
  });
}

function alone<T>(attributes: object, signal: AbortSignal): Promise<T> {
  return call<T>("POST", "/api/v2/query/timeseries", { data: { type: "timeseries_request", attributes } }, signal);
}

function send() {
  for (const one of waiting) if (one.signal.aborted) one.reject(one.signal.reason);
  const all = waiting.filter((one) => !one.signal.aborted);
  waiting = [];
  if (all.length) sent = performance.now();
  for (let first = 0; first < all.length; first += MOST) ask(all.slice(first, first + MOST));
}

async function ask(batch: Waiting[]) {
  const [only] = batch;
  if (only && batch.length === 1) {
    alone<never>(only.attributes, only.signal).then(only.resolve, only.reject);
    return;
  }
  const leaving = new AbortController();
  const open = new Set(batch);
  const left = (one: Waiting) => {
    one.reject(one.signal.reason);
    if (open.delete(one) && open.size === 0) leaving.abort();
  };
  for (const one of batch) one.signal.addEventListener("abort", () => left(one), { once: true });
  let came: string[] = [];
  let handedOn = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const handOn = () => {
    clearTimeout(timer);
    timer = undefined;
    handedOn = performance.now();
    const texts = came;
    came = [];
    for (const text of texts) {
      const { at, status, body } = JSON.parse(text) as Line;
      const one = batch[at];
      if (!one) continue;
      open.delete(one);
      if (status < 300) one.resolve(body as never);
      else one.reject(failed(status, body as Refusal));
    }
  };
  try {
    const requests = batch.map((one) => one.attributes);
    for await (const text of stream(PATH, { requests }, leaving.signal)) {
      came.push(text);
      timer ??= setTimeout(handOn, handedOn + TOGETHER_MS - performance.now());
    }
    throw new ApiError(0, ["The server stopped amid its answers"]);
  } catch (error) {
    // Those that have their answer, or whose answer came before, do not hear of it.
    handOn();
    for (const one of batch) one.reject(error);
  }
}
