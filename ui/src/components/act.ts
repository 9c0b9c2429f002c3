/** Doing something at the server from a button. */

import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { done, failed } from "./notify";

/** Does something, says so or what went wrong, and reads anew what it may have changed; answers whether it went well. */
export type Act = (work: () => Promise<unknown>, said: string) => Promise<boolean>;

/** Reads anew what was read under some keys. */
export function useReread(...keys: QueryKey[]): () => Promise<unknown> {
  const cache = useQueryClient();
  return () => Promise.all(keys.map((queryKey) => cache.invalidateQueries({ queryKey })));
}

export function useAct(...changed: QueryKey[]): Act {
  const reread = useReread(...changed);
  return async (work, said) => {
    let well = true;
    try {
      await work();
      done(said);
    } catch (wrong) {
      well = false;
      failed(wrong);
    }
    await reread();
    return well;
  };
}
