/** event_stream: the newest events that a search finds. */

import { Stack } from "@mantine/core";
import { eventSearches } from "@/lib/event_search";
import { TimeField } from "./frame/CommonForm";
import { Fields, own, SearchField, SelectField } from "./frame/fields";
import { Events } from "./frame/streams";
import type { FormProps, ViewProps, Widget } from "./widget";

/** The search of a widget of events, in today's language. */
export function searchOf({ definition, scene }: ViewProps): string {
  const { query, tags_execution } = definition;
  const given = { q: typeof query === "string" && query.trim() ? query : "*", tags_execution: String(tags_execution) };
  return eventSearches([given], scene.variables)[0] ?? "*";
}

function View(props: ViewProps) {
  const columns = ["timestamp", "source", { field: "content", width: "full" }];
  const lines = props.definition.event_size === "l" ? 4 : 1;
  return <Events search={searchOf(props)} columns={columns} scene={props.scene} lines={lines} />;
}

/** What both widgets of events ask for. */
export function SearchFields(props: FormProps) {
  return (
    <>
      <SearchField
        {...own(props)}
        kind="events"
        member="query"
        label="Search"
        placeholder="source:deploy service:web"
      />
      <SelectField
        {...own(props)}
        member="tags_execution"
        label="Its terms"
        standard="and"
        data={[
          { value: "and", label: "all hold" },
          { value: "or", label: "one holds" },
        ]}
      />
    </>
  );
}

function Form(props: FormProps) {
  return (
    <Stack gap="xs">
      <Fields>
        <SearchFields {...props} />
        <SelectField
          {...own(props)}
          member="event_size"
          label="Each event"
          standard="s"
          data={[
            { value: "s", label: "on one line" },
            { value: "l", label: "with its text" },
          ]}
        />
        <TimeField {...props} />
      </Fields>
    </Stack>
  );
}

export const widget: Widget = {
  type: "event_stream",
  name: "List of events",
  size: { width: 4, height: 4 },
  initial: { type: "event_stream", title: "", query: "", event_size: "s" },
  example: { type: "event_stream", title: "What happened", query: "*", event_size: "l" },
  View,
  Form,
};
