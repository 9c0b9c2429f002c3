/** The metrics explorer: queries of any source and formulas over them, their graph; the way to a dashboard or a monitor. */

import { Box, Button, SegmentedControl, Skeleton, Stack, Text, UnstyledButton } from "@mantine/core";
import { IconBell } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { useMetricNames } from "@/api/metrics";
import { useGrids } from "@/api/query";
import { AddButton } from "@/components/AddButton";
import { Graph } from "@/components/Graph";
import { Legend } from "@/components/Legend";
import { MetricTabs } from "@/components/MetricTabs";
import { Notices } from "@/components/Notices";
import { Page } from "@/components/Page";
import { QueriesForm } from "@/components/queries/QueriesForm";
import { useTime } from "@/components/range";
import { Command, Copy, Empty, Failure } from "@/components/states";
import { useParam, useParams, useSetParams } from "@/components/url";
import { rangeAhead } from "@/lib/bands";
import { SEND_METRIC } from "@/lib/examples";
import { addressOf, askable, monitored, namedOf } from "@/lib/explored";
import { duration } from "@/lib/format";
import { widgetLines } from "@/lib/lines";
import type { Named } from "@/lib/named-queries";
import { askedOf, type Request, textOf, textsOf } from "@/lib/requests";

const FRESH = namedOf({ q: "", asked: "" }) as Named;

export default function Metrics() {
  const { range: chosen, zoom } = useTime();
  const params = useParams();
  const setParams = useSetParams();
  const [style, setStyle] = useParam("as", "line");
  const [only, setOnly] = useState<ReadonlySet<string>>(new Set());
  const { q = "", asked: json = "" } = params;
  const given = useMemo(() => namedOf({ q, asked: json }), [q, json]);
  const [draft, setDraft] = useState<Named>(given ?? FRESH);
  useEffect(() => setDraft(given ?? FRESH), [given]);
  const { request, asked, text, monitor } = useMemo(() => {
    const named = askable(given ?? { queries: [], formulas: [] });
    const request: Request = { ...named, response_format: "timeseries", display_type: style };
    const asked = askedOf(request, []);
    return { request, asked, text: textOf(asked), monitor: monitored(named) };
  }, [given, style]);
  const range = rangeAhead(chosen, textsOf(asked));
  const { data: names } = useMetricNames(range.from);
  const { data, error, isLoading } = useGrids([asked], range);
  const grid = data[0];
  const lines = useMemo(() => widgetLines([{ request, asked, grid }]), [request, asked, grid]);
  const [first = 0, second] = grid?.times ?? [];
  const commit = (next: Named) => setParams(addressOf(next));

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
          {text && (
            <>
              <AddButton
                of={[{ label: "Graph", definition: { type: "timeseries", title: text, requests: [request] } }]}
              />
              <Copy text={location.href} label="Copy a link to this" />
            </>
          )}
          {monitor && (
            <Button
              variant="default"
              leftSection={<IconBell size={14} />}
              renderRoot={(props) => <Link to="/monitors/new" search={{ q: monitor } as never} {...props} />}
            >
              Make a monitor
            </Button>
          )}
        </>
      }
    >
      <Stack gap={6} mb="sm">
        <QueriesForm named={draft} onChange={setDraft} onCommit={commit} />
        {given === null && (
          <Failure
            error={new Error("The queries in this address cannot be read; a part of the link may be missing.")}
          />
        )}
        {second !== undefined && lines.length > 0 && (
          <Text size="xs" c="dimmed">
            {lines.filter((line) => !line.quiet).length} series, a point every {duration((second - first) * 1e9)}
          </Text>
        )}
      </Stack>
      {error && <Failure error={error} query={text} />}
      <Box
        h={340}
        bg="var(--surface)"
        p={6}
        style={{
          border: "1px solid var(--edge)",
          borderRadius: 6,
          position: "relative",
        }}
      >
        {isLoading && <Skeleton height="100%" />}
        {!text && names && names.length > 0 && (
          <Empty title="Which metric?">Type a name above, or choose one below.</Empty>
        )}
        {!text && names?.length === 0 && (
          <Empty title="No metrics yet">
            <Text size="sm" c="dimmed">
              Start the agent on a host, or send one by DogStatsD:
            </Text>
            <Command>{SEND_METRIC}</Command>
          </Empty>
        )}
        {text && grid && !lines.length && !error && (
          <Empty title="No data in this time range">Widen the time range or the filter.</Empty>
        )}
        {lines.length > 0 && (
          <Box style={{ position: "absolute", inset: 6 }}>
            <Graph lines={lines} range={range} onZoom={zoom} label={text} only={only} />
            <Notices of={grid?.notices ?? []} />
          </Box>
        )}
      </Box>
      {lines.length > 0 && (
        <Box mt="xs">
          <Legend lines={lines} only={only} onOnly={setOnly} />
        </Box>
      )}
      {!text && names && (
        <Box mt="sm" style={{ columns: "260px auto" }}>
          {names.slice(0, 500).map((name) => (
            <UnstyledButton
              key={name}
              className="metric-name"
              onClick={() => setParams({ q: `avg:${name}{*}`, asked: undefined })}
            >
              {name}
            </UnstyledButton>
          ))}
        </Box>
      )}
    </Page>
  );
}
