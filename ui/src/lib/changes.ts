/** What differs between two JSON values, by the paths of their members. */

export type Change = { path: string; was: string; is: string };

const text = (value: unknown) =>
  value === undefined ? "nothing" : typeof value === "string" ? value : JSON.stringify(value);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Every member that was added, taken away or changed; lists are compared whole. */
export function changes(before: unknown, after: unknown, path = ""): Change[] {
  if (isObject(before) && isObject(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
      changes(before[key], after[key], path ? `${path}.${key}` : key),
    );
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, was: text(before), is: text(after) }];
}
