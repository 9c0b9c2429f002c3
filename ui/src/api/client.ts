/** One way to the server: JSON in, JSON out, errors as ApiError. */

/** What the server answered when it could not do what was asked. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly messages: string[],
    /** Character offsets in the query at fault, where the server knows them. */
    readonly position?: [number, number],
  ) {
    super(messages.join("; "));
  }
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

type Door = { prefix: string; headers: Record<string, string> };

/** What tells a public page of itself is asked for as it is. */
const PUBLIC = "/api/vizsla/public/";

let door: Door = { prefix: "", headers: {} };

/** From now on the API is asked through this door: that of a public page, which has no session. */
export function askThrough(next: Door): void {
  door = next;
}

/** Calls the API with the browser's session, or through a public page's door. */
export async function call<T>(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  return parsed<T>(await fetched(method, path, body, signal));
}

/** The lines of an answer, each as it comes. */
export async function* stream(path: string, body: unknown, signal: AbortSignal): AsyncGenerator<string> {
  const answer = await fetched("POST", path, body, signal);
  if (!answer.ok || !answer.body) return void (await parsed(answer));
  let rest = "";
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const lines = (rest + part.value).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

async function fetched(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
  try {
    return await fetch(path.startsWith(PUBLIC) ? path : door.prefix + path, {
      method,
      signal: signal ?? null,
      headers: { ...door.headers, ...(body !== undefined && { "Content-Type": "application/json" }) },
      body: body === undefined ? null : JSON.stringify(body),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(0, ["The server does not answer; is it running?"]);
  }
}

async function parsed<T>(answer: Response): Promise<T> {
  const text = await answer.text();
  let body: unknown = null;
  try {
    body = text ? JSON.parse(text) : null;
  } catch {
    throw new ApiError(answer.status, [`The server answered ${answer.status} without JSON`]);
  }
  if (answer.ok) return body as T;
  throw failed(answer.status, body as Refusal | null);
}

/** The body of an answer that is none. */
export type Refusal = { errors?: unknown[]; position?: [number, number] };

/** What a refusal says, as an error. */
export function failed(status: number, refusal: Refusal | null): ApiError {
  const messages = (refusal?.errors ?? []).map((one) =>
    typeof one === "string" ? one : ((one as { detail?: string; title?: string }).detail ?? JSON.stringify(one)),
  );
  return new ApiError(status, messages.length ? messages : [`The server answered ${status}`], refusal?.position);
}

/** A path with those query parameters that have a value. */
export function withParams(path: string, params: Record<string, string | number | undefined | null>): string {
  const search = new URLSearchParams();
  for (const [key, given] of Object.entries(params)) {
    if (given !== undefined && given !== null && given !== "") search.set(key, String(given));
  }
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}
