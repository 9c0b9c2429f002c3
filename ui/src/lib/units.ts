/** Units by Datadog's names: which family each belongs to, and the steps that a family is told in. */

/** A canonical unit, what it is per, and the unit it is always told in where one was asked for; or a label that follows the number. */
export type Unit =
  | { name: string; per?: string | undefined; scale?: string | undefined; label?: undefined }
  | { label: string; name?: undefined };

type Steps = ReadonlyArray<readonly [label: string, factor: number]>;

const prefixed = (unit: string, prefixes: string, step: number, first = 1): Steps =>
  [...prefixes].map((prefix, at) => [`${prefix.trim()}${unit}`, first * step ** at] as const);

const BINARY: Steps = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"].map((label, at) => [label, 1024 ** at] as const);

/** The steps of each family, from small to large; factors are to the family's base. */
export const FAMILIES: Record<string, Steps> = {
  bytes: BINARY,
  decimal_bytes: prefixed("B", " kMGTPE", 1000),
  bits: prefixed("b", " kMGTPE", 1000),
  time: [
    ["ns", 1e-9],
    ["µs", 1e-6],
    ["ms", 1e-3],
    ["s", 1],
    ["min", 60],
    ["h", 3600],
    ["d", 86400],
  ],
  frequency: prefixed("Hz", " kMGT", 1000),
  power: prefixed("W", "nµm kMGT", 1000, 1e-9),
  energy: prefixed("J", "nµm kMGT", 1000, 1e-9),
  current: prefixed("A", "m k", 1000, 1e-3),
  voltage: prefixed("V", "m k", 1000, 1e-3),
  cpu: prefixed("cores", "nµm kM", 1000, 1e-9),
  percent: [["%", 1]],
};

type Member = readonly [family: string, factor: number];

const scaled = (family: string, name: string, prefixes: string[], step: number, first = 1): Array<[string, Member]> =>
  prefixes.map((prefix, at) => [`${prefix}${name}`, [family, first * step ** at]]);

const UNITS = new Map<string, Member>([
  ...scaled("bytes", "byte", ["", "kibi", "mebi", "gibi", "tebi", "pebi", "exbi"], 1024),
  ["byte_in_binary_bytes_family", ["bytes", 1]],
  ["byte_in_decimal_bytes_family", ["decimal_bytes", 1]],
  ...scaled("decimal_bytes", "byte", ["kilo", "mega", "giga", "tera", "peta", "exa"], 1000, 1000),
  ["bit", ["bits", 1]],
  ["bit_in_bits_family", ["bits", 1]],
  ["byte_in_bits_family", ["bits", 8]],
  ...scaled("bits", "bit", ["kilo", "mega", "giga", "tera", "peta", "exa"], 1000, 1000),
  ["nanosecond", ["time", 1e-9]],
  ["microsecond", ["time", 1e-6]],
  ["millisecond", ["time", 1e-3]],
  ["second", ["time", 1]],
  ["minute", ["time", 60]],
  ["hour", ["time", 3600]],
  ["day", ["time", 86400]],
  ["week", ["time", 604800]],
  ...scaled("frequency", "hertz", ["", "kilo", "mega", "giga"], 1000),
  ...scaled("power", "watt", ["nano", "micro", "milli", "", "kilo", "mega", "giga", "tera"], 1000, 1e-9),
  ["deciwatt", ["power", 0.1]],
  ...scaled("energy", "joule", ["nano", "micro", "milli", "", "kilo", "mega", "giga", "tera"], 1000, 1e-9),
  ["ampere", ["current", 1]],
  ["milliampere", ["current", 1e-3]],
  ["volt", ["voltage", 1]],
  ["millivolt", ["voltage", 1e-3]],
  ...scaled("cpu", "core", ["nano", "micro", "milli", "", "kilo", "mega"], 1000, 1e-9),
  ["percent", ["percent", 1]],
  ["fraction", ["percent", 100]],
  ["percent_nano", ["percent", 1e-9]],
]);

/** The family of a unit and its factor to the family's base; undefined for things that are merely counted. */
export const memberOf = (name: string): Member | undefined => UNITS.get(name);

/** Every unit that is scaled, for pickers. */
export const unitNames = (): string[] => [...UNITS.keys()];

const SHORT: Record<string, string> = {
  request: "req",
  error: "err",
  packet: "pkt",
  connection: "conn",
  process: "proc",
  operation: "op",
  second: "s",
  minute: "min",
  hour: "h",
  day: "d",
  "degree celsius": "°C",
  "degree fahrenheit": "°F",
};

/** Money stands before the number. */
export const MONEY: Record<string, string> = {
  dollar: "$",
  euro: "€",
  pound: "£",
  yen: "¥",
  cent: "¢",
};

/** What is written behind a number of things that are counted: "req", "queries". */
export function shortName(name: string, one = false): string {
  const short = SHORT[name];
  if (short) return short;
  const words = name.replace(/_/g, " ");
  if (one) return words;
  return /[^aeiou]y$/.test(words) ? `${words.slice(0, -1)}ies` : /(s|x|ch)$/.test(words) ? `${words}es` : `${words}s`;
}

/** A unit from its text, `byte/second`, or as the API pairs it. */
export function unitOf(given: string | Unit | null | undefined): Unit | null {
  if (typeof given !== "string") return given ?? null;
  const [name = "", per] = given.split("/");
  return name ? { name, per } : null;
}

/** A formula's `number_format`; null where it has none. */
export function formatUnit(given: unknown): Unit | null {
  const { unit, unit_scale: scale } = (given ?? {}) as {
    unit?: { type?: string; unit_name?: string; per_unit_name?: string; label?: string } | null;
    unit_scale?: { unit_name?: string } | null;
  };
  if (unit?.type === "custom_unit_label" && typeof unit.label === "string") return { label: unit.label };
  if (!unit?.unit_name) return null;
  return { name: unit.unit_name, per: unit.per_unit_name || undefined, scale: scale?.unit_name || undefined };
}

/** The one unit that all share, for an axis; null where they differ. */
export function commonUnit(units: ReadonlyArray<Unit | null | undefined>): Unit | null {
  const first = units[0] ?? null;
  const key = JSON.stringify(first);
  return units.every((one) => JSON.stringify(one ?? null) === key) ? first : null;
}
