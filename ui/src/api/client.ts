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
  let answer: Response;
  try {
    answer = await fetch(path.startsWith(PUBLIC) ? path : door.prefix + path, {
      method,
      signal: signal ?? null,
      headers: { ...door.headers, ...(body !== undefined && { "Content-Type": "application/json" }) },
      body: body === undefined ? null : JSON.stringify(body),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(0, ["The server does not answer; is it running?"]);
  }
  const text = await answer.text();
  let parsed: unknown = null;
  try {
    parsed = text ? JSON.parse(text) : null;
  } catch {
    throw new ApiError(answer.status, [`The server answered ${answer.status} without JSON`]);
  }
  if (answer.ok) return parsed as T;
  const wrong = (parsed ?? {}) as { errors?: unknown[]; position?: [number, number] };
  const messages = (wrong.errors ?? []).map((one) =>
    typeof one === "string" ? one : ((one as { detail?: string; title?: string }).detail ?? JSON.stringify(one)),
  );
  throw new ApiError(
    answer.status,
    messages.length ? messages : [`The server answered ${answer.status}`],
    wrong.position,
  );
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
