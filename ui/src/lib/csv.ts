/** Tables as comma-separated text, as spreadsheets read it. */

type Value = string | number | null;

const cell = (value: Value): string => {
  const text = value === null ? "" : String(value);
  // A spreadsheet takes what begins like this for a formula.
  const safe = typeof value === "string" && /^[=+\-@\t]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** Rows beneath the names of their columns. */
export function csv(columns: readonly string[], rows: ReadonlyArray<readonly Value[]>): string {
  return [columns, ...rows].map((row) => row.map(cell).join(",")).join("\r\n");
}
