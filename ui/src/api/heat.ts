/** How values spread: counts by rows of values and columns of time. */

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { Asked } from "@/lib/requests";
import type { Range } from "@/lib/time";
import type { Unit } from "@/lib/units";
import { call } from "./client";

/** `counts` has a row for each two neighbouring edges and a column for each time (epoch seconds). */
export type Heat = {
  times: number[];
  edges: number[];
  counts: number[][];
  total: number;
  /** `p50`, `p75` … of all that was counted. */
  percentiles: Record<string, number>;
  unit: Unit | null;
};
export type HeatShape = { rows: number; columns: number; scale: "linear" | "log"; low?: number; high?: number };
type Answer = Omit<Heat, "unit"> & { unit: Array<{ name: string } | null> | null };

/** The spread of what is asked; one column is a histogram of the whole range. */
export function useHeat({ queries, formulas }: Asked, range: Range, shape: HeatShape, enabled = true) {
  const attributes = {
    from: Math.floor(range.from) * 1000,
    to: Math.ceil(range.to) * 1000,
    queries,
    formulas: formulas.map(({ formula, limit }) => ({ formula, ...(limit && { limit }) })),
    ...shape,
  };
  return useQuery({
    queryKey: ["heat", attributes],
    queryFn: async ({ signal }): Promise<Heat> => {
      const body = { data: { type: "heat_request", attributes } };
      const { unit, times, ...rest } = await call<Answer>("POST", "/api/vizsla/heat", body, signal);
      const name = unit?.[0]?.name;
      return { ...rest, times: times.map((ms) => ms / 1000), unit: name ? { name, per: unit?.[1]?.name } : null };
    },
    enabled: enabled && queries.length > 0,
    placeholderData: keepPreviousData,
    gcTime: 30_000,
    staleTime: 60_000,
  });
}
