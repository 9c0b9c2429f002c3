/** An objective as what one would post to make it again. */

import type { Slo, SloBody } from "@/api/slos";

const KEPT = [
  "name",
  "type",
  "description",
  "tags",
  "thresholds",
  "query",
  "monitor_ids",
  "groups",
  "sli_specification",
] as const;

export function exported(slo: Slo): SloBody {
  const body = Object.fromEntries(KEPT.filter((key) => slo[key] !== undefined).map((key) => [key, slo[key]]));
  // The server writes a query beside formulas for reading; it is made of them.
  if (slo.sli_specification) delete body.query;
  return body as unknown as SloBody;
}
