/** Logs: search, facets, counts over time, the list, one log whole. */

import { Group, Skeleton, Stack, Text } from "@mantine/core";
import { useCallback, useEffect, useMemo, useState } from "react";
import { type Log, useLogs } from "@/api/records";
import { AddButton, foundBy } from "@/components/AddButton";
import { Cell } from "@/components/Cell";
import { Counts } from "@/components/Counts";
import { Facets } from "@/components/Facets";
import { Page } from "@/components/Page";
import { useHeld, useTime } from "@/components/range";
import { SearchBox } from "@/components/SearchBox";
import { Command, Empty, Failure } from "@/components/states";
import { useParam } from "@/components/url";
import { VirtualRows } from "@/components/VirtualRows";
import { statusColor } from "@/lib/colors";
import { term, toggled } from "@/lib/search";
import { dateText } from "@/lib/time";
import { LogPanel } from "./LogPanel";

const SEND = `curl -X POST "${location.origin}/api/v2/logs" -H "DD-API-KEY: <your API key>" -H "Content-Type: application/json" -d '[{"message": "hello", "service": "web", "hostname": "my-host", "status": "info"}]'`;

export default function Logs() {
  const { range, choice } = useTime();
  const [query, setQuery] = useParam("query");
  const [open, setOpen] = useParam("log");
  const [deep, setDeep] = useState(false);
  const held = useHeld(range, deep || open !== "", `${query} ${JSON.stringify(choice)}`);
  const found = useLogs(query, held);
  const logs = useMemo(() => found.data?.pages.flatMap((page) => page.data) ?? [], [found.data]);
  useEffect(() => setDeep((found.data?.pages.length ?? 0) > 1), [found.data]);
  const selected = logs.find((log) => log.id === open);
  const more = useCallback(() => {
    if (found.hasNextPage && !found.isFetching) void found.fetchNextPage();
  }, [found]);

  return (
    <Page fill title="Logs" actions={<AddButton of={foundBy("logs", query)} />}>
      <Group mb="xs">
        <SearchBox
          kind="logs"
          label="Search logs"
          placeholder='service:web status:error "timed out" @http.status_code:>=500'
          value={query}
          onCommit={setQuery}
        />
      </Group>
      {found.error && <Failure error={found.error} query={query} />}
      <Counts kind="logs" query={query} facet="status" />
      <Group flex={1} mih={0} align="stretch" wrap="nowrap" gap="sm">
        <Facets kind="logs" query={query} range={range} onQuery={setQuery} />
        <Stack flex={1} miw={0} gap={0}>
          {found.isLoading && <Skeleton flex={1} />}
          {found.isSuccess && !logs.length && (
            <Empty title="No logs in this time range">
              <Text size="sm" c="dimmed">
                {query ? "Nothing matches the search; widen the time or the search." : "Send one with:"}
              </Text>
              {!query && <Command>{SEND}</Command>}
            </Empty>
          )}
          {logs.length > 0 && (
            <VirtualRows
              label="Logs"
              items={logs}
              height={26}
              keyOf={(log) => log.id}
              selected={open}
              onEnd={more}
              onOpen={(log) => setOpen(log.id)}
              head={
                <>
                  <Cell head width={150}>
                    Time
                  </Cell>
                  <Cell head wide width={64}>
                    Status
                  </Cell>
                  <Cell head wide width={110}>
                    Service
                  </Cell>
                  <Cell head wide width={110}>
                    Host
                  </Cell>
                  <Cell head>Message</Cell>
                </>
              }
              row={(log) => <Row log={log} />}
            />
          )}
        </Stack>
      </Group>
      <LogPanel
        log={selected}
        onClose={() => setOpen("")}
        onFilter={(key, value) => setQuery(toggled(query, term(key, value)))}
      />
    </Page>
  );
}

function Row({ log: { attributes } }: { log: Log }) {
  const color = statusColor(attributes.status ?? "");
  return (
    <>
      <Cell width={150} mono>
        <span style={{ borderLeft: `3px solid ${color}`, paddingLeft: 8 }}>
          {dateText(Date.parse(attributes.timestamp), true)}
        </span>
      </Cell>
      <Cell wide width={64}>
        <span style={{ color }}>{attributes.status}</span>
      </Cell>
      <Cell wide width={110} dim>
        {attributes.service}
      </Cell>
      <Cell wide width={110} dim>
        {attributes.host}
      </Cell>
      <Cell mono title={attributes.message}>
        {attributes.message?.split("\n", 1)[0]}
      </Cell>
    </>
  );
}
