/** Answers of the query API: values over time, or one for each group. */

import { keepPreviousData, type UseQueryResult, useQueries, useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import type { Asked } from "@/lib/requests";
import { type Range, stepFor, wholeRange } from "@/lib/time";
import type { Unit } from "@/lib/units";
import { call } from "./client";
import { timeseries } from "./together";

/** One row of values for each series, on one axis of times in epoch seconds. */
export type Grid = {
  times: number[];
  series: Array<{ tags: string[]; formula: number; unit: Unit | null; values: Array<number | null> }>;
  /** What people should know of how the values came about. */
  notices: string[];
  /** How many series are there besides, where only the highest were asked for. */
  leftOut: number;
};
/** A row for each group: its tags in the order of `groups`, a number for each formula. */
export type Scalars = {
  groups: string[];
  rows: Array<{ tags: string[]; values: Array<number | null> }>;
  units: Array<Unit | null>;
};
type UnitPair = Array<{ name: string } | null> | null | undefined;
type GridAnswer = {
  series: Array<{ group_tags: string[]; query_index: number; unit?: UnitPair }>;
  times: number[];
  values: Array<Array<number | null>>;
  left_out?: number;
};
type Told = { warnings?: Array<{ detail: string }> };
type Column =
  | { type: "group"; name: string; values: string[][] }
  | { type: "number"; name: string; values: Array<number | null>; meta?: { unit?: UnitPair } };

const KEPT = { placeholderData: keepPreviousData, gcTime: 30_000, staleTime: 60_000 } as const;

function unitOfPair(pair: UnitPair): Unit | null {
  const name = pair?.[0]?.name;
  return name ? { name, per: pair?.[1]?.name } : null;
}

function attributes({ queries, formulas }: Asked, range: Range) {
  return {
    from: Math.floor(range.from) * 1000,
    to: Math.ceil(range.to) * 1000,
    queries,
    formulas: formulas.map(({ formula, limit }) => ({ formula, ...(limit && { limit }) })),
  };
}

/** How a grid is asked for; of a formula without a limit `most` series are answered, the highest. */
export function gridOptions(asked: Asked, range: Range, points: number | undefined, most?: number) {
  // A query of records may name the buckets that it is rolled up to.
  const rolled = asked.queries.some(({ compute }) => (compute as { interval?: number } | undefined)?.interval);
  const interval = points && !rolled ? { interval: stepFor(range, points) * 1000 } : {};
  const body = { ...attributes(asked, wholeRange(range)), ...interval, ...(most && { most }) };
  return {
    // What came since is asked for though the body may be the same, which is for whole five minutes.
    queryKey: ["timeseries", body, Math.floor(range.from), Math.ceil(range.to)],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      timeseries<{ data: { attributes: GridAnswer }; meta?: Told }>(body, signal).then(({ data, meta }) =>
        within(range, gridOf(data.attributes, meta)),
      ),
    enabled: asked.queries.length > 0,
    ...KEPT,
  };
}

function gridOf({ series, times, values, left_out = 0 }: GridAnswer, meta?: Told): Grid {
  return {
    leftOut: left_out,
    notices: (meta?.warnings ?? []).map((one) => one.detail),
    times: times.map((ms) => ms / 1000),
    series: series.map((one, at) => ({
      tags: one.group_tags,
      formula: one.query_index,
      unit: unitOfPair(one.unit),
      values: values[at] ?? [],
    })),
  };
}

/** Those points of a grid that begin within the range, as the server answers where it is not asked for more than that;
 * of a grid that has none of them the last one before, a bucket longer than the range. */
export function within({ from, to }: Range, grid: Grid): Grid {
  const { times } = grid;
  const after = times.findIndex((time) => time >= Math.ceil(to));
  const end = after < 0 ? times.length : after;
  const begun = times.findIndex((time) => time >= Math.floor(from));
  const begin = begun < 0 || begun >= end ? Math.max(0, end - 1) : begun;
  if (begin === 0 && end === times.length) return grid;
  return {
    ...grid,
    times: times.slice(begin, end),
    series: grid.series
      .map((one) => ({ ...one, values: one.values.slice(begin, end) }))
      .filter((one) => one.values.some((value) => value !== null)),
  };
}

/** What was found before, for each place where the next answer is still on its way; as long as `key` is the same. */
export function useKept<T>(key: string, found: Array<T | undefined>): Array<T | undefined> {
  const last = useRef({ key, found });
  const before = last.current;
  const merged = found.map((one, at) => one ?? (before.key === key ? before.found[at] : undefined));
  const same =
    before.key === key && merged.length === before.found.length && merged.every((one, at) => one === before.found[at]);
  if (!same) last.current = { key, found: merged };
  return last.current.found;
}

const keyOf = (asked: readonly Asked[]) => JSON.stringify(asked.map(({ queries, formulas }) => [queries, formulas]));

/** A grid for each request; `points` is how many a line should have, where the usual number is not wanted, and `most`
 * how many lines there may be. */
export function useGrids(
  asked: readonly Asked[],
  range: Range,
  points?: Array<number | undefined>,
  most?: Array<number | undefined>,
) {
  const found = useQueries({
    queries: asked.map((one, at) => gridOptions(one, range, points?.[at], most?.[at])),
    combine: together,
  });
  return { ...found, data: useKept(keyOf(asked), found.data) };
}

// One function for good: with a new one at each drawing, the answer would never be the same object twice.
function together<T>(results: Array<UseQueryResult<T>>) {
  return {
    data: results.map((one) => one.data),
    error: results.find((one) => one.error)?.error ?? null,
    isLoading: results.some((one) => one.isLoading),
  };
}

/** How scalars are asked for. */
export function scalarOptions(asked: Asked, range: Range) {
  const body = attributes(asked, range);
  return {
    queryKey: ["scalar", body],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      call<{ data: { attributes: { columns: Column[] } } }>(
        "POST",
        "/api/v2/query/scalar",
        { data: { type: "scalar_request", attributes: body } },
        signal,
      ).then((answer) => scalarsOf(answer.data.attributes.columns)),
    ...KEPT,
  };
}

/** One value of each group over the range: queries reduced, then formulas over them. */
export function useScalars(asked: Asked, range: Range, enabled = true) {
  return useQuery({ ...scalarOptions(asked, range), enabled: enabled && asked.queries.length > 0 });
}

/** The same of several requests, in their order. */
export function useScalarsOf(asked: readonly Asked[], range: Range) {
  const found = useQueries({
    queries: asked.map((one) => ({ ...scalarOptions(one, range), enabled: one.queries.length > 0 })),
    combine: together,
  });
  return { ...found, data: useKept(keyOf(asked), found.data) };
}

function scalarsOf(columns: Column[]): Scalars {
  const groups = columns.filter((column) => column.type === "group");
  const numbers = columns.filter((column) => column.type === "number");
  const height = Math.max(0, ...columns.map((column) => column.values.length));
  return {
    groups: groups.map((column) => column.name),
    units: numbers.map((column) => unitOfPair(column.meta?.unit)),
    rows: Array.from({ length: height }, (_, at) => ({
      tags: groups.map((column) => (column.values[at] ?? []).join(", ")),
      values: numbers.map((column) => column.values[at] ?? null),
    })),
  };
}
