/** A widget's definition as one of another kind: it goes on to ask for the same data where both kinds draw queries. */

import { type Request, requestsOf } from "./requests";

type Definition = { type: string; [key: string]: unknown };

/** What any kind with a title understands. */
const SHARED = ["title", "title_size", "title_align", "time", "custom_links"];
/** What a request asks for, as against how it is drawn. */
const ASKED = /^(q|queries|formulas|\w+_query)$/;
const SEVERAL = ["timeseries", "query_table"];
const OVER_TIME = ["timeseries", "heatmap"];

/** The definition as one of the kind that begins with `initial`. */
export function rekinded(definition: Definition, initial: Definition): Definition {
  const titled = initial.title !== undefined;
  const kept = Object.fromEntries(Object.entries(definition).filter(([key]) => titled && SHARED.includes(key)));
  const asking = requestsOf(definition).filter((one) => Object.keys(one).some((key) => ASKED.test(key)));
  const [first] = requestsOf(initial);
  if (first?.q === undefined || !asking.length) return { ...initial, ...kept };
  const { q, ...look } = first;
  const requests = asking.slice(0, SEVERAL.includes(initial.type) ? asking.length : 1).map((one): Request => {
    const asked = Object.fromEntries(Object.entries(one).filter(([key]) => ASKED.test(key)));
    const format = OVER_TIME.includes(initial.type) ? "timeseries" : "scalar";
    return { ...look, ...asked, ...(one.queries && { response_format: format }) };
  });
  return { ...initial, ...kept, requests };
}
