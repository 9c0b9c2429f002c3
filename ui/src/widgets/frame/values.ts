/** One table of values for a scalar widget, whether it asks for metrics, logs or spans. */

import { useEventGroups } from "@/api/aggregate";
import { useScalars } from "@/api/metrics";
import { eventQueries, eventUnit } from "@/lib/events";
import { foreignSources, type Request, scalarAsked } from "@/lib/requests";
import { fillMetric, fillText } from "@/lib/templates";
import type { Scene } from "../widget";

export type Values = {
  /** Names of the columns of tags and of numbers. */
  groups: string[];
  names: string[];
  rows: Array<{ tags: string[]; values: Array<number | null> }>;
  units: Array<string | null>;
};
export type Asked = {
  data: Values | undefined;
  error: Error | null;
  isLoading: boolean;
  /** Sources that this version does not draw; then there is no data. */
  foreign: string[];
  query: string;
};

export function useValues(request: Request | undefined, scene: Scene): Asked {
  const foreign = foreignSources(request ? [request] : []);
  const events = foreign.length && request ? eventQueries(request, scene.variables) : null;
  const { queries, formulas } = scalarAsked(request);
  const filled = queries.map((one) => ({ ...one, query: fillMetric(one.query, scene.variables) }));
  const limited = formulas.map(({ formula, limit }) => ({ formula, ...(limit && { limit }) }));
  const metrics = useScalars(filled, limited, scene.range, foreign.length === 0);
  const counted = useEventGroups(events ?? [], scene.range, false);
  if (events) {
    const rows = new Map<string, Values["rows"][number]>();
    counted.data.forEach((groups, column) => {
      for (const group of groups) {
        const key = group.values.join("\u0000");
        const row = rows.get(key) ?? { tags: group.values, values: events.map(() => null) };
        row.values[column] = group.value;
        rows.set(key, row);
      }
    });
    const data = {
      groups: events[0]?.groups.map((one) => one.facet) ?? [],
      names: events.map((one) => one.alias ?? one.name),
      rows: [...rows.values()],
      units: events.map(eventUnit),
    };
    return {
      data: counted.isLoading ? undefined : data,
      error: counted.error,
      isLoading: counted.isLoading,
      foreign: [],
      query: events[0]?.search ?? "",
    };
  }
  const names = formulas.map(({ formula, alias }, at) =>
    alias ? fillText(alias, scene.variables) : (filled[at]?.query ?? formula),
  );
  const data = metrics.data && { ...metrics.data, names };
  return { data, error: metrics.error, isLoading: metrics.isLoading, foreign, query: filled[0]?.query ?? "" };
}
