/** How old what is offered may be. */

import type { Offer } from "@/lib/complete";

const KNOWN_MS = 60_000;
const NEW_MS = 1_000;

/** The offers of what is known; where that has none, of what there is by now. */
export async function knownOrNew(offer: (staleTime: number) => Promise<Offer>): Promise<Offer> {
  const known = await offer(KNOWN_MS);
  return known.items.length ? known : offer(NEW_MS);
}
