/** Composite monitors: numbers of other monitors joined by && and ||. */

type Standing = { state?: { groups?: Record<string, unknown> } };

/** The numbers of the monitors that a composite's query joins. */
export const memberIds = (query: string) => [...new Set(query.match(/\d+/g))];

/** Whether all members report and the composite has nothing to join: they are grouped by different things. */
export function apart(composite: Standing, members: readonly Standing[]): boolean {
  const reports = ({ state }: Standing) => Object.keys(state?.groups ?? {}).length > 0;
  return members.every(reports) && !reports(composite);
}
