/** A notebook each change of which is stored at once, one after the other, and can be undone. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type Notebook, notebookKey, saveNotebook, useNotebook } from "@/api/notebooks";
import { failed } from "@/components/notify";

const MOST = 100;

export function useKept(id: string) {
  const { data: notebook, error } = useNotebook(id);
  const [past, setPast] = useState<Notebook[]>([]);
  const cache = useQueryClient();
  const { mutate, isPending, isError } = useMutation({
    scope: { id: `notebook ${id}` },
    mutationFn: saveNotebook,
    onSuccess: () => cache.invalidateQueries({ queryKey: ["notebooks"] }),
    onError: failed,
  });
  useEffect(() => {
    if (!isPending && !isError) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [isPending, isError]);

  const show = (next: Notebook) => {
    cache.setQueryData(notebookKey(id), next);
    mutate(next);
  };
  const last = past.at(-1);
  return {
    notebook,
    error,
    isPending,
    /** Stores what is shown once more, where that failed. */
    again: isError && notebook ? () => mutate(notebook) : undefined,
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
