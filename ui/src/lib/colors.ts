/** Colours that colour-blind people can tell apart, on light and on dark ground. */

import { CLASSIC, colorsOf } from "./palettes";

/** The colour of the i-th series under a palette's name; unknown names are the standard palette. */
export function seriesColor(index: number, palette?: string): string {
  const colors = colorsOf(palette);
  return colors[index % colors.length] ?? "#3b8fd4";
}

/** The same colour for the same name, everywhere: services, sources. */
export function nameColor(name: string): string {
  let hash = 7;
  for (const char of name) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
  return seriesColor(hash % CLASSIC.length);
}

const MEANT: Array<[RegExp, string]> = [
  [/^(ok|success|passed|pass|up|2\d\d|2xx|healthy|running|true)$/i, "ok"],
  [/^(info|notice|3\d\d|3xx)$/i, "info"],
  [/^(warn|warning|4\d\d|4xx|degraded|pending)$/i, "warn"],
  [/^(err|error|alert|fail|failed|failure|down|5\d\d|5xx|unhealthy|false)$/i, "error"],
  [/^(critical|fatal)$/i, "critical"],
  [/^(emergency|emerg)$/i, "emergency"],
  [/^(debug|trace|unknown|none|no data|n\/a)$/i, "debug"],
];

/** The colour of what a value means, for the semantic palette; undefined where it means no state. */
export function meantColor(value: string): string | undefined {
  const state = MEANT.find(([pattern]) => pattern.test(value))?.[1];
  return state && STATUS[state];
}

/** A colour with an opacity between 0 and 1. */
export function faded(color: string, opacity: number): string {
  return `${color}${Math.round(opacity * 255)
    .toString(16)
    .padStart(2, "0")}`;
}

export const STATUS: Record<string, string> = {
  ok: "#18a779",
  success: "#18a779",
  info: "#3b8fd4",
  debug: "#7f8c9b",
  notice: "#56b4e9",
  warn: "#e69f00",
  warning: "#e69f00",
  error: "#d5432b",
  alert: "#d5432b",
  critical: "#b02a6b",
  emergency: "#8c1d55",
  "no data": "#7f8c9b",
  unknown: "#8b7be0",
};

/** The colour of a log's status or a monitor's state. */
export function statusColor(status: string): string {
  return STATUS[status.toLowerCase()] ?? "#7f8c9b";
}

/** Grounds of notes and groups by Datadog's names; undefined stands for the surface itself. */
export function background(name: unknown): string | undefined {
  const tints: Record<string, string> = {
    blue: "#3b8fd4",
    purple: "#8b7be0",
    pink: "#d267a5",
    orange: "#e67e22",
    yellow: "#e6b800",
    green: "#18a779",
    gray: "#7f8c9b",
  };
  const given = typeof name === "string" ? name : "";
  const tint = tints[given.replace("vivid_", "")];
  return tint && faded(tint, given.startsWith("vivid_") ? 0.45 : 0.14);
}
