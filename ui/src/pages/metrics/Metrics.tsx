/** The metrics explorer: one or more queries, their graph, their figures; the way to a dashboard or a monitor. */

import { ActionIcon, Box, Button, Group, SegmentedControl, Skeleton, Stack, Text, UnstyledButton } from "@mantine/core";
import { IconBell, IconPlus, IconTrash } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { ApiError } from "@/api/client";
import { useMetricNames, useSeries } from "@/api/metrics";
import { AddButton } from "@/components/AddButton";
import { Graph } from "@/components/Graph";
import { Legend } from "@/components/Legend";
import { MetricTabs } from "@/components/MetricTabs";
import { Notices } from "@/components/Notices";
import { Page } from "@/components/Page";
import { QueryInput } from "@/components/QueryInput";
import { useTime } from "@/components/range";
import { Command, Copy, Empty, Failure } from "@/components/states";
import { useParam } from "@/components/url";
import { rangeAhead } from "@/lib/bands";
import { SEND_METRIC } from "@/lib/examples";
import { linesOf } from "@/lib/lines";
import type { Style } from "@/lib/plot";
import { parts } from "@/lib/requests";

const graphOf = (query: string, style: string) => ({
  type: "timeseries",
  title: query,
  requests: parts(query).map((q) => ({ q, display_type: style })),
});

export default function Metrics() {
  const { range: chosen, zoom } = useTime();
  const [query, setQuery] = useParam("q");
  const range = rangeAhead(chosen, [query]);
  const [style, setStyle] = useParam("as", "line");
  const [texts, setTexts] = useState<string[]>([""]);
  const [only, setOnly] = useState<ReadonlySet<string>>(new Set());
  const { data: names } = useMetricNames(range.from);
  const { data, error, isLoading, isFetching } = useSeries(query, range);
  useEffect(() => setTexts(query ? parts(query) : [""]), [query]);

  const several = parts(query).length > 1;
  const lines = useMemo(
    () => linesOf(data?.series ?? [], () => ({ style: style as Style }), several),
    [data, style, several],
  );
  const commit = (next: string[]) =>
    setQuery(
      next
        .map((one) => one.trim())
        .filter(Boolean)
        .join(", "),
    );
  const change = (at: number, text: string) => texts.map((one, index) => (index === at ? text : one));

  return (
    <Page
      title="Metrics"
      actions={
        <>
          <MetricTabs value="/metrics" />
          <SegmentedControl
            size="xs"
            aria-label="Drawn as"
            data={[
              { value: "line", label: "Line" },
              { value: "area", label: "Area" },
              { value: "bars", label: "Bars" },
            ]}
            value={style}
            onChange={setStyle}
          />
          {query && (
            <>
              <AddButton of={[{ label: "Graph", definition: graphOf(query, style) }]} />
              <Copy text={location.href} label="Copy a link to this" />
              <Button
                variant="default"
                leftSection={<IconBell size={14} />}
                renderRoot={(props) => <Link to="/monitors/new" search={{ q: parts(query)[0] } as never} {...props} />}
              >
                Make a monitor
              </Button>
            </>
          )}
        </>
      }
    >
      <Stack gap={6} mb="sm">
        {texts.map((text, at) => (
          <Group key={at} gap={6} wrap="nowrap">
            <QueryInput
              aria-label={`Query ${at + 1}`}
              value={text}
              invalid={error instanceof ApiError && Boolean(error.position) && !several}
              onChange={(next) => setTexts(change(at, next))}
              onCommit={(next) => commit(change(at, next))}
            />
            {texts.length > 1 && (
              <ActionIcon
                variant="subtle"
                color="red"
                aria-label={`Remove query ${at + 1}`}
                onClick={() => commit(texts.filter((_, index) => index !== at))}
              >
                <IconTrash size={16} />
              </ActionIcon>
            )}
          </Group>
        ))}
        <Group gap="xs">
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconPlus size={12} />}
            onClick={() => setTexts([...texts, ""])}
          >
            Add a query
          </Button>
          {data?.series[0] && (
            <Text size="xs" c="dimmed">
              {lines.filter((line) => !line.quiet).length} series, a point every {data.series[0].interval} s
            </Text>
          )}
        </Group>
      </Stack>
      {error && <Failure error={error} query={query} />}
      <Box
        h={340}
        bg="var(--surface)"
        p={6}
        style={{
          border: "1px solid var(--edge)",
          borderRadius: 6,
          position: "relative",
          opacity: isFetching && !data ? 0.6 : 1,
        }}
      >
        {isLoading && <Skeleton height="100%" />}
        {!query && names && names.length > 0 && (
          <Empty title="Which metric?">Type a name above, or choose one below.</Empty>
        )}
        {!query && names?.length === 0 && (
          <Empty title="No metrics yet">
            <Text size="sm" c="dimmed">
              Start the agent on a host, or send one by DogStatsD:
            </Text>
            <Command>{SEND_METRIC}</Command>
          </Empty>
        )}
        {query && data && !lines.length && !error && (
          <Empty title="No data in this time range">Widen the time range or the filter.</Empty>
        )}
        {lines.length > 0 && (
          <Box style={{ position: "absolute", inset: 6 }}>
            <Graph lines={lines} range={range} onZoom={zoom} label={query} only={only} />
            <Notices of={data?.message ? data.message.split("\n") : []} />
          </Box>
        )}
      </Box>
      {lines.length > 0 && (
        <Box mt="xs">
          <Legend lines={lines} only={only} onOnly={setOnly} />
        </Box>
      )}
      {!query && names && (
        <Box mt="sm" style={{ columns: "260px auto" }}>
          {names.slice(0, 500).map((name) => (
            <UnstyledButton key={name} className="metric-name" onClick={() => setQuery(`avg:${name}{*}`)}>
              {name}
            </UnstyledButton>
          ))}
        </Box>
      )}
    </Page>
  );
}
