/** list_stream: the newest records that a search finds, or what they have in common. */

import { Stack, TagsInput } from "@mantine/core";
import { eventSearches } from "@/lib/event_search";
import { columnsOf } from "@/lib/record-fields";
import { fillSearch } from "@/lib/templates";
import { TimeField } from "./frame/CommonForm";
import { Fields, SearchField, SelectField } from "./frame/fields";
import { Grouped, groupedAsked } from "./frame/Grouped";
import { Foreign } from "./frame/notices";
import { Patterns } from "./frame/Patterns";
import { KINDS, LISTS } from "./frame/streams";
import type { FormProps, ViewProps, Widget } from "./widget";

type Query = {
  data_source?: string;
  query_string?: string;
  sort?: { column?: string; order?: string };
  group_by?: Array<{ facet?: string }>;
  compute?: Array<{ aggregation?: string; facet?: string }>;
  event_size?: string;
};
type Request = { query?: Query; columns?: unknown };

const requestOf = (definition: ViewProps["definition"]): Request =>
  (Array.isArray(definition.requests) ? (definition.requests[0] as Request) : undefined) ?? {};

function View({ definition, scene }: ViewProps) {
  const { query = {}, columns } = requestOf(definition);
  const source = query.data_source ?? "";
  const given = query.query_string ?? "";
  const search =
    source === "event_stream"
      ? (eventSearches([{ q: given || "*" }], scene.variables)[0] ?? "")
      : fillSearch(given, scene.variables);
  const facets = (query.group_by ?? []).flatMap((one) => (one.facet ? [one.facet] : []));
  const List = LISTS[source];
  if (List) {
    const oldest = query.sort?.column === "timestamp" && query.sort.order === "asc";
    const lines = query.event_size === "l" ? 4 : source === "event_stream" ? 1 : undefined;
    return <List search={search} columns={columns} scene={scene} oldest={oldest} {...(lines && { lines })} />;
  }
  if (source === "logs_pattern_stream") {
    return <Patterns search={search} columns={columns} groupBy={facets} scene={scene} />;
  }
  const grouped = groupedAsked(source, search, facets, query.compute ?? []);
  if (grouped) return <Grouped {...grouped} scene={scene} />;
  return <Foreign sources={[source.replace(/_stream$/, "") || "an unnamed source"]} />;
}

const SOURCES = [
  { value: "logs_stream", label: "Logs" },
  { value: "trace_stream", label: "Spans" },
  { value: "event_stream", label: "Events" },
  { value: "logs_pattern_stream", label: "Patterns of logs" },
  { value: "logs_transaction_stream", label: "Transactions of logs" },
  { value: "issue_stream", label: "Errors of spans" },
  { value: "logs_issue_stream", label: "Errors in logs" },
];

function Form({ definition, onChange }: FormProps) {
  const request = requestOf(definition);
  const query = request.query ?? {};
  const set = (part: Request) => onChange({ ...definition, requests: [{ ...request, ...part }] });
  const setQuery = (part: Partial<Query>) => set({ query: { ...query, ...part } });
  const source = query.data_source ?? "logs_stream";
  const grouping = source === "logs_pattern_stream" || source === "logs_transaction_stream";
  const transactions = source === "logs_transaction_stream";
  return (
    <Stack gap="xs">
      <Fields>
        <SelectField
          label="List of"
          of={query}
          member="data_source"
          data={SOURCES}
          width={190}
          onChange={(next) => setQuery(next)}
        />
        {source in LISTS && source !== "event_stream" && (
          <SelectField
            label="Order"
            of={{ order: query.sort?.order ?? "desc" }}
            member="order"
            data={[
              { value: "desc", label: "The newest first" },
              { value: "asc", label: "The oldest first" },
            ]}
            onChange={({ order }) => setQuery({ sort: { column: "timestamp", order: String(order) } })}
          />
        )}
        {source === "event_stream" && (
          <SelectField
            label="Each event"
            of={query}
            member="event_size"
            standard="s"
            data={[
              { value: "s", label: "on one line" },
              { value: "l", label: "with its text" },
            ]}
            onChange={(next) => setQuery(next)}
          />
        )}
        <TimeField definition={definition} onChange={onChange} />
      </Fields>
      <SearchField
        label="Search"
        kind={KINDS[source] ?? "logs"}
        of={query}
        member="query_string"
        placeholder="service:web status:error $env"
        onChange={(next) => setQuery(next)}
      />
      {grouping && (
        <TagsInput
          label={transactions ? "One row for each" : "Grouped by"}
          placeholder={transactions ? "@transaction.id" : "service, status, host or source"}
          value={(query.group_by ?? []).flatMap((one) => (one.facet ? [one.facet] : []))}
          onChange={(facets) => setQuery({ group_by: facets.map((facet) => ({ facet })) })}
        />
      )}
      {!transactions && !source.includes("issue") && (
        <TagsInput
          label="Columns"
          placeholder="timestamp, service, @http.status_code, content"
          value={columnsOf(request.columns, []).map((one) => one.field)}
          onChange={(fields) => {
            const before = columnsOf(request.columns, []);
            set({
              columns: fields.map((field) => before.find((one) => one.field === field) ?? { field, width: "auto" }),
            });
          }}
        />
      )}
    </Stack>
  );
}

export const widget: Widget = {
  type: "list_stream",
  name: "List of records",
  size: { width: 12, height: 4 },
  initial: {
    type: "list_stream",
    title: "",
    requests: [
      {
        response_format: "event_list",
        columns: [],
        query: { data_source: "logs_stream", query_string: "status:error", indexes: [] },
      },
    ],
  },
  example: {
    type: "list_stream",
    title: "Newest logs",
    requests: [
      {
        response_format: "event_list",
        columns: [
          { field: "status_line", width: "auto" },
          { field: "timestamp", width: "auto" },
          { field: "service", width: "auto" },
          { field: "content", width: "full" },
        ],
        query: { data_source: "logs_stream", query_string: "", indexes: [] },
      },
    ],
  },
  View,
  Form,
};
