/** Which dashboard this browser looked at last. */

const KEY = "vizsla.last-dashboard";
const BUILT_IN = "sys-tem-hst";

export function lastDashboard(): string {
  return localStorage.getItem(KEY) ?? BUILT_IN;
}

export function visited(id: string): void {
  localStorage.setItem(KEY, id);
}

export function forgotten(id: string): void {
  if (localStorage.getItem(KEY) === id) localStorage.removeItem(KEY);
}
