/** Every metric that was sent in the range: what it is, how many series it has; one of them in detail. */

import { Group, Skeleton, Text, UnstyledButton } from "@mantine/core";
import { useCallback, useMemo } from "react";
import { type MetricRow, useMetricSummary } from "@/api/metric_summary";
import { Cell } from "@/components/Cell";
import { CountedFacets } from "@/components/CountedFacets";
import { Listing } from "@/components/Listing";
import { MetricTabs } from "@/components/MetricTabs";
import { Page } from "@/components/Page";
import { useTime } from "@/components/range";
import { SearchBox } from "@/components/SearchBox";
import { Command, Empty, Failure } from "@/components/states";
import { useParam, useParams, useSetParams } from "@/components/url";
import { VirtualRows } from "@/components/VirtualRows";
import { SEND_METRIC } from "@/lib/examples";
import { count } from "@/lib/format";
import { agoText, dateText } from "@/lib/time";
import { MetricPanel } from "./MetricPanel";

const FACETS = { type: "Type", queried: "Queried in 30 days", integration: "Integration", tag: "Tag key" };

export default function MetricsSummary() {
  const { range } = useTime();
  const [query, setQuery] = useParam("query");
  const [sort, setSort] = useParam("sort", "name");
  const { metric } = useParams();
  const change = useSetParams();
  const found = useMetricSummary(query, sort, range);
  const rows = useMemo(() => found.data?.pages.flatMap((page) => page.metrics) ?? [], [found.data]);
  const first = found.data?.pages[0];
  const more = useCallback(() => {
    if (found.hasNextPage && !found.isFetching) void found.fetchNextPage();
  }, [found]);
  const sorter = (key: string, name: string, usual: string) => (
    <UnstyledButton
      fz="xs"
      fw={sort.endsWith(key) ? 700 : 400}
      onClick={() => setSort(sort === key ? `-${key}` : sort === `-${key}` ? key : usual)}
    >
      {name}
      {sort === key && " ↑"}
      {sort === `-${key}` && " ↓"}
    </UnstyledButton>
  );
  return (
    <Page fill title="Metrics summary" actions={<MetricTabs value="/metrics/summary" />}>
      <Group mb="xs" wrap="nowrap">
        <SearchBox
          label="Search metrics"
          placeholder="part of a name, type:gauge, integration:redis, tag:host, queried:no"
          value={query}
          onCommit={setQuery}
        />
        <Text size="sm" c="dimmed" miw={74} ta="right" visibleFrom="xs">
          {first && `${first.total.toLocaleString("en")} ${first.total === 1 ? "metric" : "metrics"}`}
        </Text>
      </Group>
      {found.error && <Failure error={found.error} query={query} />}
      {!first && !found.error && <Skeleton flex={1} />}
      {first?.total === 0 && (
        <Empty title={query ? "No metric matches" : "No metrics in this time range"}>
          <Text size="sm" c="dimmed">
            {query ? "Widen the search or the time range." : "Widen the time range, or send one by DogStatsD:"}
          </Text>
          {!query && <Command>{SEND_METRIC}</Command>}
        </Empty>
      )}
      {first && first.total > 0 && (
        <Listing facets={<CountedFacets counts={first.counts} names={FACETS} query={query} onQuery={setQuery} />}>
          <VirtualRows
            label="Metrics"
            items={rows}
            height={30}
            keyOf={(one) => one.name}
            selected={metric}
            onEnd={more}
            onOpen={(one) => change({ metric: one.name }, { push: true })}
            head={
              <>
                <Cell head shares={3}>
                  {sorter("name", "Name", "name")}
                </Cell>
                <Cell head width={84} wide>
                  Type
                </Cell>
                <Cell head width={84} wide>
                  Unit
                </Cell>
                <Cell head width={64} right>
                  {sorter("series", "Series", "-series")}
                </Cell>
                <Cell head width={86} wide>
                  {sorter("last_seen", "Last seen", "-last_seen")}
                </Cell>
                <Cell head width={86} wide>
                  {sorter("last_queried", "Queried", "-last_queried")}
                </Cell>
                <Cell head wide>
                  Description
                </Cell>
              </>
            }
            row={(one) => <Row metric={one} />}
          />
        </Listing>
      )}
      {metric && <MetricPanel key={metric} name={metric} onClose={() => change({ metric: undefined })} />}
    </Page>
  );
}

function Row({ metric }: { metric: MetricRow }) {
  const today = new Date().toISOString().slice(0, 10);
  return (
    <>
      <Cell mono shares={3} title={metric.name}>
        {metric.name}
      </Cell>
      <Cell width={84} wide>
        {metric.type}
      </Cell>
      <Cell width={84} dim wide>
        {[metric.unit, metric.per_unit].filter(Boolean).join("/")}
      </Cell>
      <Cell width={64} right>
        {count(metric.series)}
      </Cell>
      <Cell width={86} dim wide title={`${metric.last_seen} UTC`}>
        {metric.last_seen === today ? "today" : metric.last_seen}
      </Cell>
      <Cell
        width={86}
        dim
        wide
        title={metric.last_queried ? dateText(metric.last_queried * 1000) : "not in half a year"}
      >
        {metric.last_queried ? agoText(metric.last_queried) : "never"}
      </Cell>
      <Cell dim wide title={metric.description ?? ""}>
        {metric.description}
      </Cell>
    </>
  );
}
