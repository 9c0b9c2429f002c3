/** Conditional formats: how a value is shown by the first rule that it meets. */

export type ConditionalFormat = {
  comparator: string;
  value: number;
  palette: string;
  custom_bg_color?: string;
  custom_fg_color?: string;
  hide_value?: boolean;
  image_url?: string;
  [key: string]: unknown;
};

export type Look = { color?: string; background?: string; image?: string; hidden?: boolean };

const MEETS: Record<string, (a: number, b: number) => boolean> = {
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  "=": (a, b) => a === b,
};

const NAMED: Record<string, string> = {
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

/** The palettes for pickers, in the order that people need them. */
export const FORMAT_PALETTES = [
  "white_on_green",
  "white_on_yellow",
  "white_on_red",
  "white_on_gray",
  "black_on_light_green",
  "black_on_light_yellow",
  "black_on_light_red",
  "green_on_white",
  "yellow_on_white",
  "red_on_white",
  "green",
  "yellow",
  "red",
  "blue",
  "orange",
  "grey",
  "custom_bg",
  "custom_text",
  "custom_image",
];

/** The first format that a value meets. */
export function formatFor(value: number | null, formats: readonly ConditionalFormat[] = []): ConditionalFormat | null {
  if (value === null || Number.isNaN(value)) return null;
  return formats.find((one) => MEETS[one.comparator]?.(value, Number(one.value))) ?? null;
}

/** Text and ground of a palette: "white_on_red" is both, "red" alone is text. */
export function paletteLook(palette: string, custom: { ground?: unknown; text?: unknown } = {}): Look {
  const own = (color: unknown) => (typeof color === "string" && color ? color : undefined);
  if (palette === "custom_bg" || palette === "custom_text") {
    const ground = palette === "custom_bg" ? own(custom.ground) : undefined;
    const text = own(custom.text) ?? (palette === "custom_bg" && ground ? "#ffffff" : undefined);
    return { ...(ground && { background: ground }), ...(text && { color: text }) };
  }
  const pair = /^(\w+?)_on_(\w+)$/.exec(palette);
  if (!pair) return NAMED[palette] ? { color: NAMED[palette] } : {};
  const color = NAMED[pair[1] ?? ""];
  const ground = NAMED[pair[2] ?? ""];
  return { ...(color && { color }), ...(ground && pair[2] !== "white" && { background: ground }) };
}

/** How a value looks under its formats. */
export function lookOf(value: number | null, formats: readonly ConditionalFormat[] = []): Look {
  const met = formatFor(value, formats);
  if (!met) return {};
  const look = paletteLook(met.palette, { ground: met.custom_bg_color, text: met.custom_fg_color });
  return {
    ...look,
    ...(met.palette === "custom_image" && met.image_url && { image: met.image_url }),
    ...(met.hide_value && { hidden: true }),
  };
}
