/** A notebook each change of which is stored at once, one after the other, and can be undone. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useBlocker } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { type Notebook, notebookKey, saveNotebook, useNotebook } from "@/api/notebooks";
import { failed } from "@/components/notify";

const MOST = 100;
/** Who leaves waits no longer for a server that does not answer. */
const PATIENCE_MS = 5000;
const LOSES = "The last changes could not be stored. Leave the notebook without them?";
const UNSURE = "The last changes are not stored yet. Leave the notebook all the same?";

export function useStored(id: string) {
  const { data: notebook, error } = useNotebook(id);
  const [past, setPast] = useState<Notebook[]>([]);
  const cache = useQueryClient();
  const { mutateAsync, isPending, isError } = useMutation({
    scope: { id: `notebook ${id}` },
    networkMode: "always", // what cannot be stored is said at once, not when there is a network again
    mutationFn: saveNotebook,
    onSuccess: () => cache.invalidateQueries({ queryKey: ["notebooks"] }),
    onError: failed,
  });
  /** Whether the last change is stored, once that is known. */
  const stored = useRef(Promise.resolve(true));
  /** The answer of somebody who leaves, while it is waited for: more clicks ask no more often. */
  const leaving = useRef<Promise<boolean>>(null);
  useBlocker({
    // Who leaves waits until all is stored; else the notebook could be opened anew as it was before.
    shouldBlockFn: async ({ current, next }) => {
      if (current.pathname === next.pathname) return false;
      leaving.current ??= leaves(stored.current).finally(() => {
        leaving.current = null;
      });
      return !(await leaving.current);
    },
    enableBeforeUnload: () => isPending || isError,
  });

  const store = (next: Notebook) => {
    stored.current = mutateAsync(next).then(
      () => true,
      () => false,
    );
  };
  const show = (next: Notebook) => {
    cache.setQueryData(notebookKey(id), next);
    store(next);
  };
  const last = past.at(-1);
  return {
    notebook,
    error,
    isPending,
    /** Stores what is shown once more, where that failed. */
    again: isError && notebook ? () => store(notebook) : undefined,
    keep: (change: Partial<Notebook["attributes"]>) => {
      if (!notebook) return;
      setPast([...past.slice(-MOST), notebook]);
      show({ ...notebook, attributes: { ...notebook.attributes, ...change } });
    },
    undo: last
      ? () => {
          setPast(past.slice(0, -1));
          show(last);
        }
      : undefined,
  };
}

/** Whether the page is left: at once when all is stored, and else when somebody says so. */
export async function leaves(stored: Promise<boolean>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), PATIENCE_MS);
  });
  const known = await Promise.race([stored, late]);
  clearTimeout(timer);
  return known || window.confirm(known === null ? UNSURE : LOSES);
}
