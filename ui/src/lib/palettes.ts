/** Palettes by Datadog's names: colours of series, and ramps from low to high. */

/** Okabe and Ito's palette with its yellow and black replaced, then lighter and darker kin of it. */
export const CLASSIC = [
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

const GREY = ["#5f6b78", "#7f8c9b", "#a3adb8", "#4a5560", "#c0c7ce"];

const SERIES: Record<string, string[]> = {
  dog_classic: CLASSIC,
  classic: CLASSIC,
  datadog16: [...CLASSIC, "#5cc5b0", "#7d3c98", "#6b8e23", "#c8442f", "#1d4e89", "#f0b94d"],
  cool: ["#1d6fb8", "#3b8fd4", "#56b4e9", "#18a779", "#5cc5b0", "#8b7be0", "#6457c0"],
  warm: ["#d55e00", "#e69f00", "#c8442f", "#f0b94d", "#b0664a", "#e58a61", "#d267a5"],
  purple: ["#6457c0", "#8b7be0", "#b3a7ef", "#7d3c98", "#a569bd", "#d267a5"],
  green: ["#0e7a57", "#18a779", "#5cc5b0", "#6b8e23", "#a89b1c"],
  orange: ["#d55e00", "#e67e22", "#e69f00", "#f0b94d", "#b0664a"],
  red: ["#a52a1e", "#c8442f", "#e0604c", "#d55e00", "#e58a61"],
  blue: ["#1d4e89", "#1d6fb8", "#3b8fd4", "#56b4e9", "#8ecdf0"],
  yellow: ["#b8860b", "#d9a400", "#e6b800", "#f0cb4d", "#a89b1c"],
  pink: ["#b02a6b", "#d267a5", "#e58ac0", "#a569bd", "#f0b3d5"],
  grey: GREY,
  gray: GREY,
};

/** Names for pickers; `semantic` colours by what a status means. */
export const PALETTES = [...Object.keys(SERIES).filter((name) => name !== "gray" && name !== "classic"), "semantic"];

const RAMPS: Record<string, string[]> = {
  green_to_orange: ["#1a9e76", "#8dbf6a", "#f2e394", "#efa85c", "#d55e00"],
  yellow_to_green: ["#f7e9a0", "#c9dc86", "#8fc97a", "#4aae72", "#0e7a57"],
  YlOrRd: ["#ffeda0", "#fecb5c", "#fd9a41", "#ec5a2b", "#b30f26"],
  hostmap_blues: ["#dcebf7", "#a9cdea", "#6aa9da", "#2f7fc4", "#154a80"],
  viridis: ["#440154", "#3b528b", "#21918c", "#5ec962", "#fde725"],
  cool: ["#d8e6f5", "#93bfe6", "#56a0d8", "#3f6fc4", "#4a3aa0"],
  warm: ["#fbe3c0", "#f5b86b", "#ea8a3e", "#d0542c", "#9c2a1c"],
  purple: ["#ece6fa", "#c4b5f0", "#9b86e0", "#7455c4", "#4a2b94"],
  green: ["#dff2e6", "#a4dcbb", "#5fc192", "#1f9d6d", "#0a6044"],
  orange: ["#fdeacf", "#f8c682", "#f0a040", "#d9730d", "#9c4b04"],
  red: ["#fbe0db", "#f2aea2", "#e2776a", "#c8392b", "#8c1d16"],
  blue: ["#dcebf7", "#a9cdea", "#6aa9da", "#2f7fc4", "#154a80"],
  grey: ["#e6e9ec", "#c0c7ce", "#98a3ae", "#6b7885", "#414b55"],
};
RAMPS.classic = RAMPS.hostmap_blues ?? [];
RAMPS.dog_classic = RAMPS.hostmap_blues ?? [];

/** Names of ramps for pickers. */
export const RAMP_NAMES = Object.keys(RAMPS).filter((name) => !name.endsWith("classic"));

/** The colours of a palette for series; unknown names are the standard one. */
export const colorsOf = (palette?: string): readonly string[] => SERIES[palette ?? ""] ?? CLASSIC;

const parts = (color: string) => [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));

/** The colour at a place from 0 to 1 of a ramp; beyond its ends, those of the ends. */
export function ramp(palette: string | undefined, flip = false): (place: number) => string {
  const known = RAMPS[palette ?? ""] ?? RAMPS.hostmap_blues ?? [];
  const stops = (flip ? [...known].reverse() : known).map(parts);
  return (place) => {
    const at = Math.min(1, Math.max(0, Number.isFinite(place) ? place : 0)) * (stops.length - 1);
    const low = stops[Math.floor(at)] ?? [0, 0, 0];
    const high = stops[Math.ceil(at)] ?? low;
    const mixed = low.map((one, index) => Math.round(one + ((high[index] ?? one) - one) * (at % 1)));
    return `#${mixed.map((one) => one.toString(16).padStart(2, "0")).join("")}`;
  };
}

/** Black or white, whichever is read more easily on a ground. */
export function inkOn(ground: string): string {
  const [red = 0, green = 0, blue = 0] = parts(ground);
  return red * 0.299 + green * 0.587 + blue * 0.114 > 140 ? "#16181b" : "#ffffff";
}
