/** The states of monitors and of their groups, the most severe first. */

export const SEVERITY = ["Alert", "Warn", "Unknown", "No Data", "OK"] as const;

/** How far from the most severe; states that are not known come last. */
export function rank(state: string): number {
  const at = (SEVERITY as readonly string[]).indexOf(state);
  return at < 0 ? SEVERITY.length : at;
}

const words = SEVERITY.filter((state) => state !== "OK").map((state) => state.toLowerCase());

/** The search for groups that are not well. */
export const UNWELL = `status:(${words.map((state) => (state.includes(" ") ? `"${state}"` : state)).join(" OR ")})`;
