/** Groups that are not well: of all monitors, one row each. */

import { Button, Group, Skeleton, Text } from "@mantine/core";
import { IconBellOff, IconCheck } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { type GroupRow, muteMonitor, resolveMonitors, useGroupPage } from "@/api/monitors";
import { useAct } from "@/components/act";
import { Cell } from "@/components/Cell";
import { CountedFacets } from "@/components/CountedFacets";
import { Listing } from "@/components/Listing";
import { MuteMenu } from "@/components/MuteMenu";
import { Page } from "@/components/Page";
import { RowLink } from "@/components/RowLink";
import { SearchBox } from "@/components/SearchBox";
import { StateBadge } from "@/components/StateBadge";
import { Empty, Failure } from "@/components/states";
import { useParam, useSetParams } from "@/components/url";
import { VirtualRows } from "@/components/VirtualRows";
import { UNWELL } from "@/lib/severity";
import { agoText } from "@/lib/time";

const SIZE = 100;
const FACETS = { status: "Status", type: "Type" };

export default function Triggered() {
  const [query] = useParam("query", UNWELL);
  const [page] = useParam("page", "1");
  const change = useSetParams();
  const navigate = useNavigate();
  const act = useAct(["monitors"]);
  const { data, error } = useGroupPage({ query, page: Number(page) - 1, size: SIZE, sort: "triggered,desc" });
  const search = (text: string) => change({ query: text === UNWELL ? undefined : text || "*", page: undefined });
  const total = data?.metadata.total_count ?? 0;
  const scope = (one: GroupRow) => (one.group === "total" ? undefined : one.group);
  return (
    <Page
      fill
      title="Triggered monitors"
      actions={
        <Button variant="default" renderRoot={(props) => <Link to="/monitors" {...props} />}>
          All monitors
        </Button>
      }
    >
      <Group mb="xs">
        <SearchBox
          label="Search groups"
          placeholder="status:alert, group:host:a, tag:team:web, muted:false"
          value={query}
          onCommit={search}
        />
      </Group>
      {error && <Failure error={error} query={query} />}
      {!data && !error && <Skeleton flex={1} />}
      {data && !total && (
        <Empty title={query === UNWELL ? "Nothing is triggered" : "No group matches"}>
          {query === UNWELL
            ? "Groups that alert, warn, are unknown or report no data stand here, the newest first."
            : undefined}
        </Empty>
      )}
      {data && total > 0 && (
        <Listing
          total={total}
          size={SIZE}
          facets={<CountedFacets counts={data.counts} names={FACETS} query={query} onQuery={search} />}
        >
          <VirtualRows
            label="Triggered groups"
            items={data.groups}
            height={44}
            keyOf={(one) => `${one.monitor_id} ${one.group}`}
            onOpen={(one) =>
              void navigate({
                to: "/monitors/$id",
                params: { id: String(one.monitor_id) },
                search: (scope(one) ? { group: one.group } : {}) as never,
              })
            }
            head={
              <>
                <Cell head width={104}>
                  Status
                </Cell>
                <Cell head wide width={220}>
                  Group
                </Cell>
                <Cell head>Monitor</Cell>
                <Cell head wide width={100}>
                  Triggered
                </Cell>
                <Cell head wide width={170} />
              </>
            }
            row={(one) => (
              <>
                <Cell width={104}>
                  <StateBadge state={one.status} />
                </Cell>
                <Cell wide width={220} mono title={one.group}>
                  {one.muted && <IconBellOff size={13} aria-label="Muted" style={{ verticalAlign: "-2px" }} />}{" "}
                  {scope(one) ?? "all"}
                </Cell>
                <Cell title={one.monitor_name}>
                  <RowLink to="/monitors/$id" params={{ id: String(one.monitor_id) }}>
                    {one.monitor_name}
                  </RowLink>
                  <Text size="xs" c="dimmed" truncate hiddenFrom="sm">
                    {scope(one) ?? "all"}
                  </Text>
                </Cell>
                <Cell wide width={100} dim>
                  {one.last_triggered_ts ? agoText(one.last_triggered_ts) : ""}
                </Cell>
                <Cell wide width={170}>
                  <Group gap={4} justify="flex-end" wrap="nowrap">
                    <MuteMenu onMute={(end) => void act(() => muteMonitor(one.monitor_id, end, scope(one)), "Muted")}>
                      <Button size="compact-xs" variant="default" leftSection={<IconBellOff size={12} />}>
                        Mute
                      </Button>
                    </MuteMenu>
                    <Button
                      size="compact-xs"
                      variant="default"
                      leftSection={<IconCheck size={12} />}
                      onClick={() => void act(() => resolveMonitors([one.monitor_id], one.group), "Resolved")}
                    >
                      Resolve
                    </Button>
                  </Group>
                </Cell>
              </>
            )}
          />
        </Listing>
      )}
    </Page>
  );
}
