/** What the server says of a query before it is asked. */

import { call, withParams } from "./client";

export type Language = "metrics" | "formula" | "logs" | "spans" | "events";
export type Fault = { message: string; position: [number, number] };

/** The faults of a text; `names` are the queries that a formula may name. */
export async function faultsOf(
  language: Language,
  query: string,
  names: readonly string[],
  signal?: AbortSignal,
): Promise<Fault[]> {
  const path = withParams("/api/vizsla/check", { language, query, names: names.join(",") });
  return (await call<{ faults: Fault[] }>("GET", path, undefined, signal)).faults;
}
