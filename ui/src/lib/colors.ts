/** Colours that colour-blind people can tell apart, on light and on dark ground. */

/** Okabe and Ito's palette with its yellow and black replaced, then lighter and darker kin of it. */
const CLASSIC = [
  "#3b8fd4",
  "#e69f00",
  "#18a779",
  "#d267a5",
  "#8b7be0",
  "#d55e00",
  "#56b4e9",
  "#a89b1c",
  "#7f8c9b",
  "#b0664a",
];

const SHADES: Record<string, string[]> = {
  cool: ["#1d6fb8", "#3b8fd4", "#56b4e9", "#18a779", "#5cc5b0", "#8b7be0", "#6457c0"],
  warm: ["#d55e00", "#e69f00", "#c8442f", "#f0b94d", "#b0664a", "#e58a61", "#d267a5"],
  purple: ["#6457c0", "#8b7be0", "#b3a7ef", "#7d3c98", "#a569bd", "#d267a5"],
  green: ["#0e7a57", "#18a779", "#5cc5b0", "#6b8e23", "#a89b1c"],
  orange: ["#d55e00", "#e67e22", "#e69f00", "#f0b94d", "#b0664a"],
  red: ["#a52a1e", "#c8442f", "#e0604c", "#d55e00", "#e58a61"],
  blue: ["#1d4e89", "#1d6fb8", "#3b8fd4", "#56b4e9", "#8ecdf0"],
  grey: ["#5f6b78", "#7f8c9b", "#a3adb8", "#4a5560", "#c0c7ce"],
};
SHADES.gray = SHADES.grey ?? [];

/** The colour of the i-th series under a palette's name; unknown names are the standard palette. */
export function seriesColor(index: number, palette?: string): string {
  const colors = SHADES[palette ?? ""] ?? CLASSIC;
  return colors[index % colors.length] ?? "#3b8fd4";
}

/** The same colour for the same name, everywhere: services, sources. */
export function nameColor(name: string): string {
  let hash = 7;
  for (const char of name) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
  return seriesColor(hash % CLASSIC.length);
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

/** Text and ground of a conditional format's palette: "white_on_red" → both colours. */
export function conditional(palette: string): { color?: string; background?: string } {
  const named: Record<string, string> = {
    green: "#128a63",
    red: "#c8392b",
    yellow: "#d99a00",
    gray: "#7f8c9b",
    grey: "#7f8c9b",
    blue: "#2f7fc4",
    orange: "#d9730d",
    white: "#ffffff",
    black: "#16181b",
    light_green: "#a9dfc9",
    light_red: "#f3b9ae",
    light_yellow: "#f5dd9b",
  };
  const pair = /^(\w+?)_on_(\w+)$/.exec(palette);
  if (!pair) return named[palette] ? { color: named[palette] } : {};
  const color = named[pair[1] ?? ""];
  const ground = named[pair[2] ?? ""];
  return { ...(color && { color }), ...(ground && pair[2] !== "white" && { background: ground }) };
}
