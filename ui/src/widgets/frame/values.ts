/** One table of values for a scalar widget, whatever it asks of. */

import { type Scalars, useScalars } from "@/api/query";
import { type Asked, askedOf, foreignSources, type Request, textOf } from "@/lib/requests";
import { formatUnit } from "@/lib/units";
import type { Scene } from "../widget";

export type Values = Scalars & {
  /** What each column of numbers is called. */
  names: string[];
};
export type State = {
  error: Error | null;
  isLoading: boolean;
  /** Sources of which there is no data here. */
  foreign: string[];
  query: string;
};

/** What a request asks with the scene's variables, and its answer. */
export function useValues(
  request: Request | undefined,
  scene: Pick<Scene, "range" | "variables">,
): State & { asked: Asked; data: Values | undefined } {
  const asked = askedOf(request, scene.variables);
  const foreign = foreignSources([asked]);
  const { data, error, isLoading } = useScalars(asked, scene.range, foreign.length === 0);
  const units = asked.formulas.map(({ number_format }, at) => formatUnit(number_format) ?? data?.units[at] ?? null);
  return {
    asked,
    data: data && { ...data, units, names: asked.names },
    error,
    isLoading,
    foreign,
    query: textOf(asked),
  };
}
