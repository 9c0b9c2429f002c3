/** State that lives in the URL, so that a link shares exactly what is seen. */

import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";

export type Params = Record<string, string | undefined>;

/** All query parameters of the page. */
export function useParams(): Params {
  return useSearch({ strict: false }) as Params;
}

/** Changes query parameters; undefined and "" take one away. By default the history keeps one entry. */
export function useSetParams(): (change: Params, options?: { push?: boolean }) => void {
  const navigate = useNavigate();
  return useCallback(
    (change, options) => {
      const search = ((before: Params) => cleaned({ ...before, ...change })) as never;
      void navigate({ to: ".", search, replace: !options?.push, resetScroll: false });
    },
    [navigate],
  );
}

/** One query parameter with its value where it is absent. */
export function useParam(name: string, fallback = ""): [string, (value: string) => void] {
  const given = useParams()[name];
  const change = useSetParams();
  const set = useCallback(
    (value: string) => change({ [name]: value === fallback ? undefined : value }),
    [change, name, fallback],
  );
  return [given ?? fallback, set];
}

/** The parameters that have a value. */
export function cleaned(params: Params): Params {
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined && value !== ""));
}

/** The parameters that stay when one goes from page to page: the time. */
export function timeParams(params: Params): Params {
  return cleaned({ span: params.span, from: params.from, to: params.to });
}
