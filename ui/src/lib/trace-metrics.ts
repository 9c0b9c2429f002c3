/** Queries of the metrics that traces leave: `trace.<operation>.hits`, `.errors`, and the latency itself. */

export type Traced = { service: string; env: string; operation: string; resource?: string };

const term = (key: string, value: string | undefined) =>
  value && value !== "*" ? [`${key}:${value.toLowerCase()}`] : [];

/** The filter of a service's metrics. */
export function scopeOf({ service, env, resource }: Traced): string {
  const terms = [...term("service", service), ...term("env", env), ...term("resource_name", resource)];
  return terms.join(",") || "*";
}

export const PERCENTILES = ["p50", "p75", "p90", "p95", "p99"] as const;

export function hits(of: Traced, by = ""): string {
  return `sum:trace.${of.operation}.hits{${scopeOf(of)}}${by && ` by {${by}}`}.as_rate()`;
}

export function errors(of: Traced, by = ""): string {
  return `sum:trace.${of.operation}.errors{${scopeOf(of)}}${by && ` by {${by}}`}.as_rate()`;
}

/** Percent of the requests. */
export function errorShare(of: Traced): string {
  const counted = (name: string) => `sum:trace.${of.operation}.${name}{${scopeOf(of)}}.as_count()`;
  return `100 * default_zero(${counted("errors")}) / ${counted("hits")}`;
}

export function latency(of: Traced, percentile: string): string {
  return `${percentile}:trace.${of.operation}{${scopeOf(of)}}`;
}
