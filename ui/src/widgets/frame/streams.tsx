/** Lists of what a search finds: logs, spans, events, each with the columns that were asked for. */

import { Skeleton } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import { type EventHit, useFoundEvents } from "@/api/events";
import { type Kind, type Log, type SpanHit, useLogs, useSpans } from "@/api/records";
import { Failure } from "@/components/states";
import { duration } from "@/lib/format";
import { columnsOf, type ListedRecord } from "@/lib/record-fields";
import type { Scene } from "../widget";
import { Quiet } from "./notices";
import type { Target } from "./OwnLink";
import { Records } from "./Records";

export type Asked = {
  search: string;
  columns: unknown;
  scene: Scene;
  oldest?: boolean;
  /** Lines of each message. */
  lines?: number;
  /** What stands for them in the place of a list. */
  draw?: (records: readonly ListedRecord[], openOf: (one: ListedRecord) => Target) => ReactNode;
};
type Found<T> = {
  data: { pages: Array<{ data: T[] }> } | undefined;
  error: Error | null;
  isLoading: boolean;
  hasNextPage: boolean;
  isFetching: boolean;
  fetchNextPage: () => unknown;
};

/** Past so many records nobody reads on in a widget; the explorer goes further. */
const MOST = 1000;

function List<T>({
  found,
  asked,
  usual,
  record,
  openOf,
  prose,
}: {
  found: Found<T>;
  asked: Asked;
  usual: string[];
  record: (one: T) => ListedRecord;
  openOf: (one: ListedRecord) => Target;
  prose?: boolean;
}): ReactNode {
  const { data, error, isLoading, hasNextPage, isFetching, fetchNextPage } = found;
  if (error && !data) return <Failure error={error} query={asked.search} />;
  if (isLoading) return <Skeleton height="100%" />;
  const records = (data?.pages.flatMap((page) => page.data) ?? []).map(record);
  if (asked.draw) {
    return (
      <Whole more={hasNextPage && !isFetching && !error && records.length < MOST} next={fetchNextPage}>
        {asked.draw(records, openOf)}
      </Whole>
    );
  }
  if (!records.length) return <Quiet query={asked.search || "*"} />;
  return (
    <Records
      records={records}
      columns={columnsOf(asked.columns, usual)}
      openOf={openOf}
      {...(asked.lines && { lines: asked.lines })}
      {...(prose && { prose })}
      onEnd={() => {
        if (hasNextPage && !isFetching && records.length < MOST) void fetchNextPage();
      }}
    />
  );
}

/** Where nobody scrolls, more is fetched by itself. */
function Whole({ more, next, children }: { more: boolean; next: () => unknown; children: ReactNode }) {
  useEffect(() => {
    if (more) void next();
  }, [more, next]);
  return children;
}

const moments = ({ range }: Scene) => ({
  from: String(Math.round(range.from * 1000)),
  to: String(Math.round(range.to * 1000)),
});

export function Logs(asked: Asked) {
  const { search, scene, oldest } = asked;
  const found = useLogs(search, scene.range, oldest ? "timestamp" : "-timestamp");
  return (
    <List
      found={found}
      asked={asked}
      usual={["status_line", "timestamp", "host", "service", "content"]}
      record={logRecord}
      openOf={({ id }) => ({ to: "/logs", search: { ...moments(scene), query: search, log: id } })}
    />
  );
}

export function Spans(asked: Asked) {
  const { search, scene, oldest } = asked;
  const found = useSpans(search, scene.range, oldest ? "timestamp" : "-timestamp");
  return (
    <List
      found={found}
      asked={asked}
      usual={["status_line", "timestamp", "service", "resource_name", "duration", "status"]}
      record={spanRecord}
      openOf={({ attributes }) => ({
        to: "/trace/$id",
        params: { id: String(attributes.trace_id) },
        search: { sid: String(attributes.span_id) },
      })}
    />
  );
}

export function Events(asked: Asked) {
  const { search, scene } = asked;
  const found = useFoundEvents(search, scene.range);
  return (
    <List
      found={found}
      asked={asked}
      usual={["status_line", "timestamp", "source", "content"]}
      record={eventRecord}
      prose
      openOf={({ id }) => ({ to: "/events", search: { ...moments(scene), query: search, event: id } })}
    />
  );
}

function logRecord({ id, attributes: one }: Log): ListedRecord {
  return {
    id,
    at: Date.parse(one.timestamp),
    status: one.status ?? "",
    message: one.message ?? "",
    host: one.host ?? "",
    service: one.service ?? "",
    source: one.tags?.find((tag) => tag.startsWith("source:"))?.slice(7) ?? "",
    tags: one.tags ?? [],
    attributes: one.attributes ?? {},
  };
}

function spanRecord({ id, attributes: one }: SpanHit): ListedRecord {
  const { custom, ...own } = one;
  const ns = custom?.duration ?? 0;
  return {
    id,
    at: Date.parse(one.start_timestamp),
    status: one.status ?? "ok",
    message: one.resource_name,
    host: one.host ?? "",
    service: one.service,
    source: "",
    tags: [],
    attributes: { ...custom, ...own, duration: duration(ns), span: { id: one.span_id } },
  };
}

function eventRecord({ id, attributes: one }: EventHit): ListedRecord {
  const { title, status, hostname, source_type_name } = one.attributes;
  const text = one.message
    .replace(/^%%%\s*|\s*%%%$/g, "")
    .replace(/[*_`#]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}/g, "")
    .trim();
  return {
    id,
    at: Date.parse(one.timestamp),
    status: status ?? "info",
    message: text && text !== title ? `${title}\n${text}` : title,
    host: hostname ?? "",
    service: one.tags.find((tag) => tag.startsWith("service:"))?.slice(8) ?? "",
    source: source_type_name ?? "",
    tags: one.tags,
    attributes: one.attributes,
  };
}

/** The list of each source of `list_stream`'s queries that has records one by one. */
export const LISTS: Record<string, typeof Logs> = { logs_stream: Logs, trace_stream: Spans, event_stream: Events };
/** What such a list's records are; logs where it is not told. */
export const KINDS: Record<string, Kind> = { trace_stream: "spans", event_stream: "events", issue_stream: "spans" };
