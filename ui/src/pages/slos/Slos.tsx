/** Service level objectives with where each stands over its timeframes. */

import { Button, Group, Skeleton, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { type SloFacets, type SloRow, type Status, useSlos } from "@/api/slos";
import { Cell } from "@/components/Cell";
import { CountedFacets } from "@/components/CountedFacets";
import { Listing } from "@/components/Listing";
import { Page } from "@/components/Page";
import { RowLink } from "@/components/RowLink";
import { SearchBox } from "@/components/SearchBox";
import { SloBadge, sloColor } from "@/components/SloBadge";
import { Empty, Failure } from "@/components/states";
import { useParam, useSetParams } from "@/components/url";
import { VirtualRows } from "@/components/VirtualRows";
import { budgetText, share } from "@/lib/slo";

const SIZE = 50;
const FACETS = { timeframe: "Timeframe", env: "Env", service: "Service", team: "Team" };
const KINDS: Record<string, string> = { metric: "Events", monitor: "Monitors", time_slice: "Time slices" };

export default function Slos() {
  const [query] = useParam("query");
  const [page] = useParam("page", "1");
  const change = useSetParams();
  const { data, error } = useSlos(query, Number(page) - 1, SIZE);
  const navigate = useNavigate();
  const search = (text: string) => change({ query: text || undefined, page: undefined });
  return (
    <Page
      fill
      title="Service level objectives"
      actions={
        <Button leftSection={<IconPlus size={14} />} renderRoot={(props) => <Link to="/slos/new" {...props} />}>
          New SLO
        </Button>
      }
    >
      <Group mb="xs">
        <SearchBox label="Search SLOs" placeholder="words, tag:value, timeframe:30d" value={query} onCommit={search} />
      </Group>
      {error && <Failure error={error} query={query} />}
      {!data && !error && <Skeleton flex={1} />}
      {data && !data.rows.length && (
        <Empty title={query ? "No SLO matches" : "No service level objectives yet"}>
          {query ? undefined : (
            <Text size="sm" c="dimmed">
              An objective says how much of your users' work has to go well, such as 99.9 % of requests in 30 days. Make
              one of a metric's good and total events, of monitors, or of a threshold that has to hold.
            </Text>
          )}
        </Empty>
      )}
      {data && data.rows.length > 0 && (
        <Listing
          total={data.total}
          size={SIZE}
          facets={<CountedFacets counts={countsOf(data.facets)} names={FACETS} query={query} onQuery={search} />}
        >
          <VirtualRows
            label="Service level objectives"
            items={data.rows}
            height={44}
            keyOf={(one) => one.id}
            onOpen={(one) => void navigate({ to: "/slos/$id", params: { id: one.id } })}
            head={
              <>
                <Cell head wide width={112}>
                  State
                </Cell>
                <Cell head>Name</Cell>
                <Cell head wide width={100}>
                  Of
                </Cell>
                <Cell head width={170}>
                  Status and target
                </Cell>
                <Cell head wide width={190}>
                  Error budget left
                </Cell>
              </>
            }
            row={(one) => <Row slo={one} />}
          />
        </Listing>
      )}
    </Page>
  );
}

function Row({ slo }: { slo: SloRow }) {
  const worst = [...slo.overall_status].sort((a, b) => rank(a) - rank(b))[0];
  return (
    <>
      <Cell wide width={112}>
        {worst && <SloBadge state={worst.state} />}
      </Cell>
      <Cell title={slo.description ?? slo.name}>
        <RowLink to="/slos/$id" params={{ id: slo.id }}>
          {slo.name}
        </RowLink>
        <Text size="xs" c="dimmed" truncate>
          {slo.all_tags.join(" ")}
        </Text>
      </Cell>
      <Cell wide width={100} dim>
        {KINDS[slo.slo_type]}
      </Cell>
      <Cell width={170}>
        {slo.overall_status.map((one) => (
          <Text key={one.timeframe} size="xs" lh={1.35} title={one.error ?? undefined}>
            <Text span inherit c="dimmed" display="inline-block" w={30}>
              {one.timeframe}
            </Text>
            <b style={{ color: sloColor(one.state) }}>{one.error ? "cannot be computed" : share(one.status)}</b>
            <Text span inherit c="dimmed">
              {" "}
              of {one.target}%
            </Text>
          </Text>
        ))}
      </Cell>
      <Cell wide width={190}>
        {slo.overall_status.map((one) => (
          <Text key={one.timeframe} size="xs" lh={1.35}>
            {one.error_budget_remaining === null ? "–" : share(one.error_budget_remaining)}
            <Text span inherit c="dimmed">
              {" "}
              {one.raw_error_budget_remaining && `(${budgetText(one.raw_error_budget_remaining)})`}
            </Text>
          </Text>
        ))}
      </Cell>
    </>
  );
}

const rank = (one: Status) => ["breached", "warning", "no_data", "ok"].indexOf(one.state);

/** The counts by the names that the search has for them. */
const countsOf = (found: SloFacets) => ({
  timeframe: found.timeframe ?? [],
  env: found.env_tags ?? [],
  service: found.service_tags ?? [],
  team: found.team_tags ?? [],
});
