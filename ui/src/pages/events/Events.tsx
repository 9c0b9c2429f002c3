/** Events: search, facets, counts over time, the list, one event whole. */

import { Text } from "@mantine/core";
import { type EventHit, useEventCounts, useFoundEvents } from "@/api/events";
import { Cell } from "@/components/Cell";
import { CountBars } from "@/components/Counts";
import { RecordExplorer } from "@/components/RecordExplorer";
import { Command } from "@/components/states";
import { useParam } from "@/components/url";
import { statusColor } from "@/lib/colors";
import { dateText, type Range } from "@/lib/time";
import { EventPanel } from "./EventPanel";

const SEND = `curl -X POST "${location.origin}/api/v1/events" -H "DD-API-KEY: <your API key>" -H "Content-Type: application/json" -d '{"title": "Deployed web", "text": "version 1.2", "tags": ["service:web"]}'`;

export default function Events() {
  const [open, setOpen] = useParam("event");
  return (
    <RecordExplorer
      kind="events"
      title="Events"
      placeholder='source:alert status:error "deployed" service:web'
      useFound={useFoundEvents}
      counts={(query, range) => <EventCounts query={query} range={range} />}
      none={
        <>
          <Text size="sm" c="dimmed">
            Deployments, changes and monitors' alerts stand here. Send one with:
          </Text>
          <Command>{SEND}</Command>
        </>
      }
      height={30}
      head={HEAD}
      row={(one) => <Row event={one} />}
      open={open}
      onOpen={(one) => setOpen(one.id)}
      panel={(_, query, setQuery) => (
        <EventPanel id={open} onClose={() => setOpen("")} onFilter={setQuery} query={query} />
      )}
    />
  );
}

function EventCounts({ query, range }: { query: string; range: Range }) {
  const { data } = useEventCounts(query, range);
  return <CountBars groups={data} status label="How many events over time" />;
}

const HEAD = (
  <>
    <Cell head width={140}>
      Time
    </Cell>
    <Cell head wide width={90}>
      Source
    </Cell>
    <Cell head shares={3}>
      Title
    </Cell>
    <Cell head wide width={100}>
      Host
    </Cell>
    <Cell head wide>
      Tags
    </Cell>
  </>
);

function Row({ event: { attributes } }: { event: EventHit }) {
  const { title, status, hostname, source_type_name } = attributes.attributes;
  return (
    <>
      <Cell width={140} mono>
        <span style={{ borderLeft: `3px solid ${statusColor(status || "info")}`, paddingLeft: 8 }}>
          {dateText(Date.parse(attributes.timestamp))}
        </span>
      </Cell>
      <Cell wide width={90} dim>
        {source_type_name}
      </Cell>
      <Cell shares={3} title={title}>
        {title}
        <Text span size="xs" c="dimmed" ml="xs">
          {firstLine(attributes.message)}
        </Text>
      </Cell>
      <Cell wide width={100} dim>
        {hostname}
      </Cell>
      <Cell wide dim title={attributes.tags.join(" ")}>
        {attributes.tags.join(" ")}
      </Cell>
    </>
  );
}

/** What a text begins with, without the marks of Markdown. */
function firstLine(text: string): string {
  const line = text
    .replace(/^%%%\s*|\s*%%%$/g, "")
    .trimStart()
    .split("\n", 1)[0];
  return (line ?? "").replace(/(?<!\\)!?\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/[*`#]+|\b_+\B|\B_+\b|\\(?=\[)/g, "");
}
