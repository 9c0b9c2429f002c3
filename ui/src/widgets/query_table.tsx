/** query_table: groups as rows, values as columns: numbers, bars or trends, sorted by a click. */

import { Box, Stack, TextInput, UnstyledButton } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, useMemo, useRef, useState } from "react";
import { type Scalars, useGrids, useScalarsOf } from "@/api/query";
import { Spark } from "@/components/Spark";
import { faded, seriesColor } from "@/lib/colors";
import { lookOf } from "@/lib/conditional";
import { value as formatted } from "@/lib/format";
import { askedOf, foreignSources, type Request, requestsOf, textOf } from "@/lib/requests";
import { type Row, sorted } from "@/lib/rows";
import { type Column, columnsOf, joined, ofStats } from "@/lib/table";
import { textLook } from "@/lib/text_formats";
import { formatUnit } from "@/lib/units";
import { ColumnsForm } from "./frame/ColumnsForm";
import { CommonForm } from "./frame/CommonForm";
import { GroupMenu } from "./frame/GroupMenu";
import { instead } from "./frame/notices";
import { RequestsForm } from "./frame/RequestsForm";
import classes from "./query_table.module.css";
import type { FormProps, ViewProps, Widget } from "./widget";

const ROW = 26;
/** With more rows than this, a search above them helps. */
const MANY = 15;
const TREND = 40;

const requestsIn = (definition: ViewProps["definition"]): Request[] =>
  requestsOf(definition).map((request) =>
    request.apm_stats_query ? { ...ofStats(request.apm_stats_query), ...request } : request,
  );

function View({ definition, scene }: ViewProps) {
  const requests = requestsIn(definition);
  const asked = requests.map((request) => askedOf(request, scene.variables));
  const foreign = foreignSources(asked);
  const wanted = foreign.length ? [] : asked;
  const { data, error, isLoading } = useScalarsOf(wanted, scene.range);
  const answers = data.flatMap((one: Scalars | undefined, at) => {
    const [request, own] = [requests[at], asked[at]];
    if (!one || !request || !own) return [];
    const units = own.formulas.map(({ number_format }, index) => formatUnit(number_format) ?? one.units[index] ?? null);
    return [{ request, names: own.names, ...one, units }];
  });
  const columns = columnsOf(answers);
  const trends = useTrends(requests, columns, scene);
  const rows = joined(answers);
  const notice = instead({ error, isLoading, foreign, query: asked.map(textOf).join(", ") }, rows.length > 0);
  if (notice) return notice;
  return (
    <Rows
      rows={rows}
      groups={answers[0]?.groups ?? []}
      columns={columns}
      trends={trends}
      request={requests[0]}
      definition={definition}
      scene={scene}
    />
  );
}

type Trends = Map<string, ReadonlyArray<number | null>>;
const trendKey = (column: Column, tags: readonly string[]) => [column.request, column.formula, ...tags].join("\u0000");

/** The values over time of the columns that show trends. */
function useTrends(requests: readonly Request[], columns: readonly Column[], scene: ViewProps["scene"]): Trends {
  const wanted = [...new Set(columns.filter((one) => one.mode === "trend").map((one) => one.request))];
  const { data: grids } = useGrids(
    wanted.map((at) => askedOf(requests[at], scene.variables)),
    scene.range,
    wanted.map(() => TREND),
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: `wanted` changes with the grids
  return useMemo(() => {
    const found: Trends = new Map();
    grids.forEach((grid, index) => {
      for (const { tags, formula, values } of grid?.series ?? []) {
        const own = tags.map((tag) => tag.slice(tag.indexOf(":") + 1));
        found.set([wanted[index], formula, ...own].join("\u0000"), values);
      }
    });
    return found;
  }, [grids]);
}

type RowsProps = ViewProps & {
  rows: Row[];
  groups: string[];
  columns: Column[];
  trends: Trends;
  request: Request | undefined;
};
type Order = { group?: number; column?: number; down: boolean };

function Rows({ rows: all, groups, columns, trends, request, definition, scene }: RowsProps) {
  const box = useRef<HTMLDivElement>(null);
  const [order, setOrder] = useState<Order | null>(null);
  const [words, setWords] = useState("");
  const bar = definition.has_search_bar ?? "auto";
  const searching = bar === "always" || (bar === "auto" && all.length > MANY);
  const rows = useMemo(() => {
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
    const found = all.filter((row) => wanted.every((word) => row.tags.join(" ").toLowerCase().includes(word)));
    if (!order) return sorted(found, groups, request);
    const direction = order.down ? "desc" : "asc";
    const rule =
      order.group !== undefined
        ? { type: "group", name: groups[order.group] ?? "", order: direction }
        : { type: "formula", index: order.column ?? 0, order: direction };
    return sorted(found, groups, { ...request, sort: { ...request?.sort, order_by: [rule] } });
  }, [all, groups, request, order, words]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 8,
  });
  const ends = columns.map((column, at) => {
    const values = all.map((row) => Math.abs(row.values[at] ?? 0));
    const shared =
      column.mode === "trend" && column.trend.shared
        ? all.map((row) => trends.get(trendKey(column, row.tags)) ?? [])
        : [];
    return {
      most: Math.max(...values) || 1,
      trend: shared.length ? Math.max(...shared.flat().map((one) => one ?? 0)) : undefined,
    };
  });
  const trending = columns.filter((one) => one.mode === "trend").length;
  const counts = { "--tags": groups.length, "--numbers": columns.length - trending, "--trends": trending };
  const head = (label: string, key: Order, now: boolean) => (
    <UnstyledButton
      role="columnheader"
      key={label + JSON.stringify(key)}
      title={label}
      aria-sort={now ? (order?.down ? "descending" : "ascending") : "none"}
      className={key.group === undefined ? classes.number : classes.tag}
      data-mode={key.column === undefined ? undefined : columns[key.column]?.mode}
      onClick={() => setOrder({ ...key, down: now ? !order?.down : key.group === undefined })}
    >
      {label}
      {now && (order?.down ? " ↓" : " ↑")}
    </UnstyledButton>
  );
  return (
    <Box className={classes.whole}>
      {searching && (
        <TextInput
          size="xs"
          mb={4}
          aria-label="Search the rows"
          placeholder={`Search ${all.length} rows`}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
      )}
      <div
        ref={box}
        className={classes.box}
        role="table"
        aria-label={definition.title || "Table"}
        style={counts as CSSProperties}
      >
        <div className={classes.head} role="row">
          {groups.map((name, group) => head(name, { group, down: false }, order?.group === group))}
          {columns.map((column, at) => head(column.name, { column: at, down: true }, order?.column === at))}
        </div>
        <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: "relative" }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index];
            if (!row) return null;
            return (
              <div key={index} className={classes.row} role="row" style={{ transform: `translateY(${start}px)` }}>
                {row.tags.map((tag, at) => {
                  const { text, look } = textLook(tag, (request?.text_formats as unknown[] | undefined)?.[at]);
                  return (
                    <span key={at} role="cell" className={classes.tag} style={look} title={text}>
                      <GroupMenu definition={definition} scene={scene} keys={groups} tags={row.tags}>
                        {text}
                      </GroupMenu>
                    </span>
                  );
                })}
                {columns.map((column, at) => (
                  <Cell
                    key={at}
                    column={column}
                    value={row.values[at] ?? null}
                    most={ends[at]?.most ?? 1}
                    trend={trends.get(trendKey(column, row.tags)) ?? []}
                    high={ends[at]?.trend}
                  />
                ))}
              </div>
            );
          })}
        </div>
        {!rows.length && <p className={classes.none}>No row has these words</p>}
      </div>
    </Box>
  );
}

type CellProps = {
  column: Column;
  value: number | null;
  most: number;
  trend: ReadonlyArray<number | null>;
  high: number | undefined;
};

function Cell({ column, value, most, trend, high }: CellProps) {
  const { background, color, hidden } = lookOf(value, column.formats);
  const bar = column.mode === "bar" && value !== null;
  const tint = background ?? color ?? seriesColor(0);
  return (
    <span role="cell" className={classes.number} data-mode={column.mode} style={bar ? {} : { background, color }}>
      {bar && <i style={{ width: `${(Math.abs(value) / most) * 100}%`, background: faded(tint, 0.45) }} />}
      {column.mode === "trend" && (
        <Spark
          values={trend}
          kind={column.trend.kind}
          color={seriesColor(0)}
          {...(high !== undefined && { high })}
          width={64}
        />
      )}
      <b>{hidden ? "" : formatted(value, column.unit)}</b>
    </span>
  );
}

function Form(props: FormProps) {
  return (
    <Stack gap="sm">
      <RequestsForm {...props} kind="scalar" />
      <ColumnsForm {...props} />
      <CommonForm {...props} />
    </Stack>
  );
}

export const widget: Widget = {
  type: "query_table",
  name: "Table",
  size: { width: 6, height: 4 },
  initial: { type: "query_table", title: "", requests: [{ q: "avg:system.load.1{*} by {host}", aggregator: "avg" }] },
  example: {
    type: "query_table",
    title: "Hosts",
    requests: [
      {
        response_format: "scalar",
        queries: [
          { name: "idle", data_source: "metrics", query: "avg:system.cpu.idle{*} by {host}", aggregator: "avg" },
          { name: "load", data_source: "metrics", query: "avg:system.load.1{*} by {host}", aggregator: "last" },
          { name: "memory", data_source: "metrics", query: "avg:system.mem.used{*} by {host}", aggregator: "last" },
        ],
        formulas: [
          {
            formula: "100 - idle",
            alias: "CPU",
            cell_display_mode: "bar",
            number_format: { unit: { type: "canonical_unit", unit_name: "percent" } },
            conditional_formats: [
              { comparator: ">", value: 80, palette: "white_on_red" },
              { comparator: ">=", value: 0, palette: "white_on_green" },
            ],
          },
          {
            formula: "load",
            alias: "Load",
            cell_display_mode: "trend",
            cell_display_mode_options: { trend_type: "area" },
          },
          { formula: "memory", alias: "Memory" },
        ],
        sort: { count: 100, order_by: [{ type: "formula", index: 0, order: "desc" }] },
      },
    ],
  },
  View,
  Form,
};
