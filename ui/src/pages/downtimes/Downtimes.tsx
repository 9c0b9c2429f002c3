/** Downtimes: which hold now, which are to come, which are over. */

import { Badge, Box, Button, Group, Skeleton, Stack, Text, UnstyledButton } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { Link, useNavigate, useParams as usePath } from "@tanstack/react-router";
import { type Downtime, useDowntimes } from "@/api/downtimes";
import { useMonitors } from "@/api/monitors";
import { Cell } from "@/components/Cell";
import facets from "@/components/Facets.module.css";
import { Listing } from "@/components/Listing";
import { Page } from "@/components/Page";
import { RowLink } from "@/components/RowLink";
import { SearchBox } from "@/components/SearchBox";
import { Empty, Failure } from "@/components/states";
import { useParam, useParams } from "@/components/url";
import { VirtualRows } from "@/components/VirtualRows";
import { momentText, STATUSES, type Status, scheduleText, targetText, zoneOf } from "@/lib/downtimes";
import { Details } from "./Details";

export const COLORS: Record<Status, string> = { active: "orange", scheduled: "blue", ended: "gray", canceled: "gray" };

export default function Downtimes() {
  const { id } = usePath({ strict: false }) as { id?: string };
  const { data, error } = useDowntimes();
  const { data: monitors = [] } = useMonitors();
  const [query, setQuery] = useParam("query");
  const [status, setStatus] = useParam("status");
  const search = useParams() as never;
  const navigate = useNavigate();
  const names = new Map(monitors.map((one) => [one.id, one.name || `Monitor ${one.id}`]));
  const name = (number: number) => names.get(number) ?? `Monitor ${number}`;
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const matching = (data ?? []).filter((one) => {
    const text = JSON.stringify([targetText(one.attributes, name), one.attributes]).toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const rows = matching
    .filter((one) => !status || one.attributes.status === status)
    .sort((a, b) => STATUSES.indexOf(a.attributes.status) - STATUSES.indexOf(b.attributes.status));
  const opened = data?.find((one) => one.id === id);
  return (
    <Page
      fill
      title="Downtimes"
      actions={
        <Button leftSection={<IconPlus size={14} />} renderRoot={(props) => <Link to="/downtimes/new" {...props} />}>
          Schedule a downtime
        </Button>
      }
    >
      <Group mb="xs">
        <SearchBox label="Search downtimes" placeholder="monitor, scope, message" value={query} onCommit={setQuery} />
      </Group>
      {error && <Failure error={error} />}
      {!data && !error && <Skeleton flex={1} />}
      {data && !data.length && (
        <Empty title="No downtimes">
          <Text size="sm" c="dimmed">
            During a downtime monitors go on and change their state, but nobody is told. Schedule one for nights and
            weekends, for a maintenance, or for the groups of some tags.
          </Text>
        </Empty>
      )}
      {data && data.length > 0 && (
        <Listing
          facets={
            <Stack className={facets.side ?? ""} component="aside" aria-label="Facets">
              <Box>
                <Text size="xs" fw={600} mb={2}>
                  Status
                </Text>
                {STATUSES.map((one) => (
                  <UnstyledButton
                    key={one}
                    className={facets.value}
                    aria-pressed={status === one}
                    onClick={() => setStatus(status === one ? "" : one)}
                  >
                    <span>{one}</span>
                    <i>{matching.filter((row) => row.attributes.status === one).length}</i>
                  </UnstyledButton>
                ))}
              </Box>
            </Stack>
          }
        >
          {!rows.length && <Empty title="No downtime matches" />}
          {rows.length > 0 && (
            <VirtualRows
              label="Downtimes"
              items={rows}
              height={44}
              keyOf={(one) => one.id}
              onOpen={(one) => void navigate({ to: "/downtimes/$id", params: { id: one.id }, search })}
              head={
                <>
                  <Cell head width={104}>
                    Status
                  </Cell>
                  <Cell head>Silences</Cell>
                  <Cell head wide width={360}>
                    When
                  </Cell>
                  <Cell head wide width={230}>
                    Now or next
                  </Cell>
                </>
              }
              row={(one) => <Row downtime={one} name={name} />}
            />
          )}
        </Listing>
      )}
      {opened && <Details downtime={opened} name={name} onClose={() => void navigate({ to: "/downtimes", search })} />}
    </Page>
  );
}

function Row({ downtime, name }: { downtime: Downtime; name: (id: number) => string }) {
  const { attributes } = downtime;
  const { schedule, status } = attributes;
  const next = schedule.recurrences ? schedule.current_downtime : { start: schedule.start ?? "", end: schedule.end };
  const zone = zoneOf(attributes);
  return (
    <>
      <Cell width={104}>
        <Badge variant="light" color={COLORS[status]} tt="none">
          {status}
        </Badge>
      </Cell>
      <Cell title={attributes.message ?? undefined}>
        <RowLink to="/downtimes/$id" params={{ id: downtime.id }} search={true}>
          {targetText(attributes, name)}
        </RowLink>
        <Text size="xs" c="dimmed" ff="monospace" truncate visibleFrom="sm">
          {attributes.scope}
        </Text>
        <Text size="xs" c="dimmed" truncate hiddenFrom="sm">
          {next?.start && status !== "canceled" ? shortly(status, next, zone) : scheduleText(schedule)}
        </Text>
      </Cell>
      <Cell wide width={360} title={scheduleText(schedule)}>
        {scheduleText(schedule)
          .split("; ")
          .slice(0, 2)
          .map((line) => (
            <Text key={line} size="xs" truncate>
              {line}
            </Text>
          ))}
      </Cell>
      <Cell wide width={230} dim>
        {next?.start && status !== "canceled" && (
          <Text size="xs">
            {momentText(next.start, zone)}
            <br />
            {next.end ? `to ${momentText(next.end, zone)}` : "without end"} {zoneText(zone)}
          </Text>
        )}
      </Cell>
    </>
  );
}

/** When it ends or begins, for a narrow window. */
function shortly(status: Status, { start, end }: { start: string; end?: string | null | undefined }, zone: string) {
  if (status === "scheduled") return `from ${momentText(start, zone)}`;
  return end ? `to ${momentText(end, zone)}` : "without end";
}

/** `Europe/Paris` as people say it: Paris. */
const zoneText = (zone: string) => `(${zone.slice(zone.lastIndexOf("/") + 1).replaceAll("_", " ")})`;
