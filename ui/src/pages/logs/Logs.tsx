/** Logs: search, facets, counts over time, the list, one log whole. */

import { Text } from "@mantine/core";
import { type Log, useLogs } from "@/api/records";
import { Cell } from "@/components/Cell";
import { Counts } from "@/components/Counts";
import { RecordExplorer } from "@/components/RecordExplorer";
import { Command } from "@/components/states";
import { useParam } from "@/components/url";
import { statusColor } from "@/lib/colors";
import { term, toggled } from "@/lib/search";
import { dateText } from "@/lib/time";
import { LogPanel } from "./LogPanel";

const SEND = `curl -X POST "${location.origin}/api/v2/logs" -H "DD-API-KEY: <your API key>" -H "Content-Type: application/json" -d '[{"message": "hello", "service": "web", "hostname": "my-host", "status": "info"}]'`;

export default function Logs() {
  const [open, setOpen] = useParam("log");
  return (
    <RecordExplorer
      kind="logs"
      title="Logs"
      placeholder='service:web status:error "timed out" @http.status_code:>=500'
      useFound={useLogs}
      counts={(query) => <Counts kind="logs" query={query} facet="status" />}
      none={
        <>
          <Text size="sm" c="dimmed">
            Send one with:
          </Text>
          <Command>{SEND}</Command>
        </>
      }
      height={26}
      head={HEAD}
      row={(log) => <Row log={log} />}
      open={open}
      onOpen={(log) => setOpen(log.id)}
      panel={(logs, query, setQuery) => (
        <LogPanel
          log={logs.find((log) => log.id === open)}
          onClose={() => setOpen("")}
          onFilter={(key, value) => setQuery(toggled(query, term(key, value)))}
        />
      )}
    />
  );
}

const HEAD = (
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
);

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
