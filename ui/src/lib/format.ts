/** Numbers as people read them: SI and binary prefixes, durations, percentages. */

const SI = ["", "k", "M", "G", "T", "P"];
const BINARY = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
const DECIMAL = ["B", "kB", "MB", "GB", "TB", "PB"];
const TIME_NS: Record<string, number> = {
  nanosecond: 1,
  microsecond: 1e3,
  millisecond: 1e6,
  second: 1e9,
  minute: 6e10,
  hour: 3.6e12,
  day: 8.64e13,
};
const BYTES: Record<string, number> = {
  byte: 1,
  kibibyte: 1024,
  mebibyte: 1024 ** 2,
  gibibyte: 1024 ** 3,
  byte_in_binary_bytes_family: 1,
};

/** Three to four significant digits without trailing zeros. */
export function digits(value: number, precision?: number): string {
  if (!Number.isFinite(value)) return "–";
  if (precision !== undefined) return value.toFixed(precision);
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size < 0.001) return value.toExponential(1);
  return String(Number(value.toFixed(size >= 100 ? 1 : size >= 1 ? 2 : 4)));
}

function scaled(value: number, step: number, names: string[], precision?: number): string {
  let power = 0;
  let left = Math.abs(value);
  while (left >= step && power < names.length - 1) {
    left /= step;
    power += 1;
  }
  return `${digits(value / step ** power, precision)}${names[power]?.length ? ` ${names[power]}` : ""}`;
}

/** A duration of nanoseconds: "1.2 ms", "3.4 s", "2 min". */
export function duration(ns: number, precision?: number): string {
  const size = Math.abs(ns);
  if (size < 1e3) return `${digits(ns, precision)} ns`;
  if (size < 1e6) return `${digits(ns / 1e3, precision)} µs`;
  if (size < 1e9) return `${digits(ns / 1e6, precision)} ms`;
  if (size < 6e10) return `${digits(ns / 1e9, precision)} s`;
  if (size < 3.6e12) return `${digits(ns / 6e10, precision)} min`;
  if (size < 8.64e13) return `${digits(ns / 3.6e12, precision)} h`;
  return `${digits(ns / 8.64e13, precision)} d`;
}

/** A value with its unit's name (`byte`, `percent`, `second`, `request` …), shortened to be read at a glance. */
export function value(given: number | null | undefined, unit?: string | null, precision?: number): string {
  if (given === null || given === undefined || Number.isNaN(given)) return "–";
  const name = unit ?? "";
  if (name in TIME_NS) return duration(given * (TIME_NS[name] ?? 1), precision);
  if (name in BYTES) return scaled(given * (BYTES[name] ?? 1), 1024, BINARY, precision);
  if (name === "byte_in_decimal_bytes_family") return scaled(given, 1000, DECIMAL, precision);
  if (name === "percent") return `${digits(given, precision)}%`;
  if (name === "fraction") return `${digits(given * 100, precision)}%`;
  return scaled(given, 1000, SI, precision).replace(" ", "");
}

/** A whole number with thousands set apart. */
export function count(given: number): string {
  return given.toLocaleString("en-US");
}
