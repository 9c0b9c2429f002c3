/** Every monitor with its state: searched, counted, chosen and acted upon. */

import { Button, Checkbox, Group, Skeleton, Text, UnstyledButton } from "@mantine/core";
import { IconBellOff, IconPlus } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { foundMonitors, type MonitorRow, useMonitorPage } from "@/api/monitors";
import { Cell } from "@/components/Cell";
import { CountedFacets } from "@/components/CountedFacets";
import { Listing } from "@/components/Listing";
import { Page } from "@/components/Page";
import { RowLink } from "@/components/RowLink";
import { SearchBox } from "@/components/SearchBox";
import { StateBadge } from "@/components/StateBadge";
import { Empty, Failure } from "@/components/states";
import { useParam, useSetParams } from "@/components/url";
import { VirtualRows } from "@/components/VirtualRows";
import { agoText } from "@/lib/time";
import { Bulk } from "./Bulk";

const SIZE = 100;
const FACETS = { status: "Status", muted: "Muted", type: "Type", tag: "Tag" };

export default function Monitors() {
  const [query] = useParam("query");
  const [sort] = useParam("sort", "status,asc");
  const [page] = useParam("page", "1");
  const change = useSetParams();
  const navigate = useNavigate();
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const { data, error } = useMonitorPage({ query, page: Number(page) - 1, size: SIZE, sort });
  const search = (text: string) => change({ query: text || undefined, page: undefined });
  const rows = data?.monitors ?? [];
  const total = data?.metadata.total_count ?? 0;
  const seen = rows.filter((one) => chosen.has(one.id));
  // Only what the search finds that is shown is acted upon: never what an earlier one found.
  const [every, setEvery] = useState<{ query: string; rows: readonly MonitorRow[] }>({ query, rows: [] });
  const all = every.query === query && every.rows.length ? every.rows.filter((one) => chosen.has(one.id)) : seen;
  const none = () => {
    setChosen(new Set());
    setEvery({ query, rows: [] });
  };
  const chooseEvery = async () => {
    const found = await foundMonitors(query);
    setEvery({ query, rows: found });
    setChosen(new Set(found.map((one) => one.id)));
  };
  const choose = (ids: readonly number[], on: boolean) =>
    setChosen((before) => {
      const next = new Set(before);
      for (const id of ids) on ? next.add(id) : next.delete(id);
      return next;
    });
  return (
    <Page
      fill
      title="Monitors"
      actions={
        <>
          <Button variant="default" renderRoot={(props) => <Link to="/monitors/triggered" {...props} />}>
            Triggered
          </Button>
          <Button
            variant="default"
            visibleFrom="sm"
            renderRoot={(props) => <Link to="/monitors/new" search={{ as: "json" } as never} {...props} />}
          >
            Import
          </Button>
          <Button leftSection={<IconPlus size={14} />} renderRoot={(props) => <Link to="/monitors/new" {...props} />}>
            New monitor
          </Button>
        </>
      }
    >
      <Group mb="xs" mih={36} wrap="nowrap">
        {seen.length > 0 ? (
          <Bulk monitors={all} total={total} onAll={chooseEvery} onDone={none} />
        ) : (
          <SearchBox
            label="Search monitors"
            placeholder="words, status:alert, tag:team:web, metric:system.cpu.user, muted:true"
            value={query}
            onCommit={search}
          />
        )}
      </Group>
      {error && <Failure error={error} query={query} />}
      {!data && !error && <Skeleton flex={1} />}
      {data && !total && (
        <Empty title={query ? "No monitor matches" : "No monitors yet"}>
          {query ? undefined : (
            <>
              <Text size="sm" c="dimmed">
                A monitor watches metrics, logs, traces, events, checks or objectives, and tells you when a threshold is
                crossed. Its editor shows when it would have alerted in the past.
              </Text>
              <Group justify="center">
                <Button renderRoot={(props) => <Link to="/monitors/new" {...props} />}>Make a monitor</Button>
                <Button
                  variant="default"
                  renderRoot={(props) => <Link to="/monitors/new" search={{ as: "json" } as never} {...props} />}
                >
                  Import one from JSON
                </Button>
              </Group>
            </>
          )}
        </Empty>
      )}
      {data && total > 0 && (
        <Listing
          total={total}
          size={SIZE}
          facets={<CountedFacets counts={data.counts} names={FACETS} query={query} onQuery={search} />}
        >
          <VirtualRows
            label="Monitors"
            items={rows}
            height={44}
            keyOf={(one) => one.id}
            onOpen={(one) => void navigate({ to: "/monitors/$id", params: { id: String(one.id) } })}
            head={
              <>
                <Cell width={22}>
                  <Checkbox
                    size="xs"
                    aria-label="Choose all that are shown"
                    checked={seen.length === rows.length}
                    indeterminate={seen.length > 0 && seen.length < rows.length}
                    onChange={(event) =>
                      choose(
                        rows.map((one) => one.id),
                        event.currentTarget.checked,
                      )
                    }
                  />
                </Cell>
                <Sorted field="status" sort={sort} width={104}>
                  Status
                </Sorted>
                <Sorted field="name" sort={sort}>
                  Name
                </Sorted>
                <Cell head wide width={340}>
                  Query
                </Cell>
                <Sorted field="triggered" sort={sort} width={92} wide>
                  Triggered
                </Sorted>
                <Cell head wide width={76}>
                  Since
                </Cell>
              </>
            }
            row={(one) => <Row one={one} chosen={chosen.has(one.id)} onChoose={(on) => choose([one.id], on)} />}
          />
        </Listing>
      )}
    </Page>
  );
}

type SortedProps = { field: string; sort: string; width?: number; wide?: boolean; children: string };

/** A head that sorts: by what is worst or newest first, then the other way round. */
function Sorted({ field, sort, width, wide, children }: SortedProps) {
  const change = useSetParams();
  const [by, way] = sort.split(",");
  const first = field === "triggered" ? "desc" : "asc";
  const next = by === field && way === first ? (first === "asc" ? "desc" : "asc") : first;
  return (
    <Cell head {...(width && { width })} {...(wide && { wide })}>
      <UnstyledButton
        fz={12}
        c={by === field ? undefined : "dimmed"}
        aria-label={`Sort by ${children.toLowerCase()}`}
        onClick={() => change({ sort: `${field},${next}`, page: undefined })}
      >
        {children} {by === field && (way === "desc" ? "↓" : "↑")}
      </UnstyledButton>
    </Cell>
  );
}

function Row({ one, chosen, onChoose }: { one: MonitorRow; chosen: boolean; onChoose: (on: boolean) => void }) {
  return (
    <>
      <Cell width={22}>
        <Checkbox
          size="xs"
          aria-label={`Choose ${one.name}`}
          checked={chosen}
          onChange={(event) => onChoose(event.currentTarget.checked)}
        />
      </Cell>
      <Cell width={104}>
        <StateBadge state={one.status} />
      </Cell>
      <Cell title={one.name}>
        {one.muted && <IconBellOff size={14} aria-label="Muted" style={{ verticalAlign: "-2px", marginRight: 6 }} />}
        {one.priority && (
          <Text span size="xs" c="dimmed" mr={6}>
            P{one.priority}
          </Text>
        )}
        <RowLink to="/monitors/$id" params={{ id: String(one.id) }}>
          {one.name || `Monitor ${one.id}`}
        </RowLink>
        <Text size="xs" c="dimmed" truncate>
          {one.not_evaluated ? `Not evaluated: ${one.not_evaluated}` : one.tags.join(" ") || one.type}
        </Text>
      </Cell>
      <Cell wide width={340} mono dim title={one.query}>
        {one.query}
      </Cell>
      <Cell wide width={92} dim>
        {one.last_triggered_ts ? agoText(one.last_triggered_ts) : "never"}
      </Cell>
      <Cell wide width={76} dim>
        {one.overall_state_modified && agoText(one.overall_state_modified)}
      </Cell>
    </>
  );
}
