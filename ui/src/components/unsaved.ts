/** Asking before what was changed and not saved is left. */

import { useBlocker } from "@tanstack/react-router";
import { useState } from "react";

/** Whether somebody wants to leave the thing without what was changed. */
export const leavesUnsaved = (what: string): boolean =>
  window.confirm(`What was changed is not saved. Leave the ${what} without it?`);

/** Asks before the page is left while a value is another than at first; who has saved it navigates with `ignoreBlocker`. */
export function useUnsaved(value: unknown, what: string): void {
  const text = JSON.stringify(value);
  const [first] = useState(text);
  const changed = text !== first;
  useBlocker({
    shouldBlockFn: ({ current, next }) => changed && current.pathname !== next.pathname && !leavesUnsaved(what),
    enableBeforeUnload: () => changed,
  });
}
