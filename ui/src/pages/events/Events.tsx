/** Events: search, facets, counts over time, the list, one event whole. */

import { Group, Skeleton, Stack, Text } from "@mantine/core";
import { useCallback, useEffect, useMemo, useState } from "react";
import { type EventHit, useEventCounts, useFoundEvents } from "@/api/events";
import { AddButton, foundBy } from "@/components/AddButton";
import { Cell } from "@/components/Cell";
import { CountBars } from "@/components/Counts";
import { Facets } from "@/components/Facets";
import { Page } from "@/components/Page";
import { useHeld, useTime } from "@/components/range";
import { SearchBox } from "@/components/SearchBox";
import { Command, Empty, Failure } from "@/components/states";
import { useParam } from "@/components/url";
import { VirtualRows } from "@/components/VirtualRows";
import { statusColor } from "@/lib/colors";
import { dateText } from "@/lib/time";
import { EventPanel } from "./EventPanel";

const SEND = `curl -X POST "${location.origin}/api/v1/events" -H "DD-API-KEY: <your API key>" -H "Content-Type: application/json" -d '{"title": "Deployed web", "text": "version 1.2", "tags": ["service:web"]}'`;

export default function Events() {
  const { range, choice } = useTime();
  const [query, setQuery] = useParam("query");
  const [open, setOpen] = useParam("event");
  const [deep, setDeep] = useState(false);
  const held = useHeld(range, deep || open !== "", `${query} ${JSON.stringify(choice)}`);
  const found = useFoundEvents(query, held);
  const counts = useEventCounts(query, range);
  const events = useMemo(() => found.data?.pages.flatMap((page) => page.data) ?? [], [found.data]);
  useEffect(() => setDeep((found.data?.pages.length ?? 0) > 1), [found.data]);
  const more = useCallback(() => {
    if (found.hasNextPage && !found.isFetching) void found.fetchNextPage();
  }, [found]);
  return (
    <Page fill title="Events" actions={<AddButton of={foundBy("events", query)} />}>
      <Group mb="xs">
        <SearchBox
          kind="events"
          label="Search events"
          placeholder='source:alert status:error "deployed" service:web'
          value={query}
          onCommit={setQuery}
        />
      </Group>
      {found.error && <Failure error={found.error} query={query} />}
      <CountBars groups={counts.data} status label="How many events over time" />
      <Group flex={1} mih={0} align="stretch" wrap="nowrap" gap="sm">
        <Facets kind="events" query={query} range={range} onQuery={setQuery} />
        <Stack flex={1} miw={0} gap={0}>
          {found.isLoading && <Skeleton flex={1} />}
          {found.isSuccess && !events.length && (
            <Empty title="No events in this time range">
              <Text size="sm" c="dimmed">
                {query
                  ? "Nothing matches the search; widen the time or the search."
                  : "Deployments, changes and monitors' alerts stand here. Send one with:"}
              </Text>
              {!query && <Command>{SEND}</Command>}
            </Empty>
          )}
          {events.length > 0 && (
            <VirtualRows
              label="Events"
              items={events}
              height={30}
              keyOf={(one) => one.id}
              selected={open}
              onEnd={more}
              onOpen={(one) => setOpen(one.id)}
              head={
                <>
                  <Cell head width={140}>
                    Time
                  </Cell>
                  <Cell head wide width={110}>
                    Source
                  </Cell>
                  <Cell head>Title</Cell>
                  <Cell head wide width={120}>
                    Host
                  </Cell>
                  <Cell head wide width={260}>
                    Tags
                  </Cell>
                </>
              }
              row={(one) => <Row event={one} />}
            />
          )}
        </Stack>
      </Group>
      <EventPanel id={open} onClose={() => setOpen("")} onFilter={setQuery} query={query} />
    </Page>
  );
}

function Row({ event: { attributes } }: { event: EventHit }) {
  const { title, status, hostname, source_type_name } = attributes.attributes;
  return (
    <>
      <Cell width={140} mono>
        <span style={{ borderLeft: `3px solid ${statusColor(status || "info")}`, paddingLeft: 8 }}>
          {dateText(Date.parse(attributes.timestamp))}
        </span>
      </Cell>
      <Cell wide width={110} dim>
        {source_type_name}
      </Cell>
      <Cell title={title}>
        {title}
        <Text span size="xs" c="dimmed" ml="xs">
          {firstLine(attributes.message)}
        </Text>
      </Cell>
      <Cell wide width={120} dim>
        {hostname}
      </Cell>
      <Cell wide width={260} dim title={attributes.tags.join(" ")}>
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
  return (line ?? "").replace(/[*_`#]+/g, "");
}
