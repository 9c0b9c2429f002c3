/** Traces: a search over spans, with facets and counts; each leads to its trace. */

import { Group, Skeleton, Stack } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useState } from "react";
import { type SpanHit, useSpans } from "@/api/records";
import { AddButton, foundBy } from "@/components/AddButton";
import { Cell } from "@/components/Cell";
import { Counts } from "@/components/Counts";
import { Facets } from "@/components/Facets";
import { Page } from "@/components/Page";
import { useHeld, useTime } from "@/components/range";
import { SearchBox } from "@/components/SearchBox";
import { Empty, Failure, SendTraces } from "@/components/states";
import { timeParams, useParam, useParams } from "@/components/url";
import { VirtualRows } from "@/components/VirtualRows";
import { nameColor, statusColor } from "@/lib/colors";
import { duration } from "@/lib/format";
import { dateText } from "@/lib/time";

export default function Traces() {
  const { range, choice } = useTime();
  const params = useParams();
  const [query, setQuery] = useParam("query");
  const [deep, setDeep] = useState(false);
  const held = useHeld(range, deep, `${query} ${JSON.stringify(choice)}`);
  const found = useSpans(query, held);
  const navigate = useNavigate();
  const spans = useMemo(() => found.data?.pages.flatMap((page) => page.data) ?? [], [found.data]);
  useEffect(() => setDeep((found.data?.pages.length ?? 0) > 1), [found.data]);
  const more = useCallback(() => {
    if (found.hasNextPage && !found.isFetching) void found.fetchNextPage();
  }, [found]);
  const open = ({ attributes }: SpanHit) =>
    void navigate({
      to: "/trace/$id",
      params: { id: attributes.trace_id },
      search: { ...timeParams(params), span: undefined, sid: attributes.span_id } as never,
    });
  return (
    <Page fill title="Traces" actions={<AddButton of={foundBy("spans", query)} />}>
      <Group mb="xs">
        <SearchBox
          kind="spans"
          label="Search spans"
          placeholder='service:web @duration:>100ms status:error resource_name:"GET /"'
          value={query}
          onCommit={setQuery}
        />
      </Group>
      {found.error && <Failure error={found.error} query={query} />}
      <Counts kind="spans" query={query} facet="status" />
      <Group flex={1} mih={0} align="stretch" wrap="nowrap" gap="sm">
        <Facets kind="spans" query={query} range={range} onQuery={setQuery} />
        <Stack flex={1} miw={0} gap={0}>
          {found.isLoading && <Skeleton flex={1} />}
          {found.isSuccess && !spans.length && (
            <Empty title="No spans in this time range">
              {query ? "Nothing matches the search; widen the time or the search." : <SendTraces />}
            </Empty>
          )}
          {spans.length > 0 && (
            <VirtualRows
              label="Spans"
              items={spans}
              height={28}
              keyOf={(span) => span.id}
              onEnd={more}
              onOpen={open}
              head={
                <>
                  <Cell head width={150}>
                    Time
                  </Cell>
                  <Cell head width={120}>
                    Service
                  </Cell>
                  <Cell head>Resource</Cell>
                  <Cell head wide width={130}>
                    Operation
                  </Cell>
                  <Cell head width={80} right>
                    Duration
                  </Cell>
                  <Cell head wide width={60}>
                    Status
                  </Cell>
                </>
              }
              row={(span) => <Row span={span} />}
            />
          )}
        </Stack>
      </Group>
    </Page>
  );
}

function Row({ span: { attributes } }: { span: SpanHit }) {
  const ns =
    attributes.custom?.duration ??
    (Date.parse(attributes.end_timestamp) - Date.parse(attributes.start_timestamp)) * 1e6;
  const status = attributes.status ?? "ok";
  return (
    <>
      <Cell width={150} mono>
        {dateText(Date.parse(attributes.start_timestamp), true)}
      </Cell>
      <Cell width={120}>
        <span style={{ borderLeft: `3px solid ${nameColor(attributes.service)}`, paddingLeft: 6 }}>
          {attributes.service}
        </span>
      </Cell>
      <Cell title={attributes.resource_name}>{attributes.resource_name}</Cell>
      <Cell wide width={130} dim>
        {attributes.operation_name}
      </Cell>
      <Cell width={80} right>
        {duration(ns)}
      </Cell>
      <Cell wide width={60}>
        <span style={{ color: statusColor(status) }}>{status}</span>
      </Cell>
    </>
  );
}
