/** One metric: its graph, what is known of it, its tags, and who asks for it. */

import { Anchor, Box, Button, Code, Drawer, Group, Skeleton, Stack, Text } from "@mantine/core";
import { IconChartLine } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { type Asset, useMetricDetail, useMetricFacts } from "@/api/metric_summary";
import { useTime } from "@/components/range";
import { Copy, Failure } from "@/components/states";
import { timeParams, useParams } from "@/components/url";
import { plainQuery } from "@/lib/metric-query";
import { Frame } from "@/widgets/frame/Frame";
import { Facts } from "./Facts";
import { Tags } from "./Tags";

const DAY_S = 86400;

export function MetricPanel({ name, onClose }: { name: string; onClose: () => void }) {
  const { range, zoom } = useTime();
  const time = timeParams(useParams());
  const scene = useMemo(() => ({ range, variables: [], zoom }), [range, zoom]);
  const facts = useMetricFacts(name);
  // Whole days since the range began, as series are known by days.
  const days = Math.min(30, Math.max(1, Math.ceil((Date.now() / 1000 - range.from) / DAY_S)));
  const detail = useMetricDetail(name, days * DAY_S);
  const query = plainQuery(name, facts.data?.type);
  const widget = useMemo(
    () => ({ definition: { type: "timeseries", title: "All series", requests: [{ q: query, display_type: "line" }] } }),
    [query],
  );
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={560}
      withOverlay={false}
      lockScroll={false}
      trapFocus={false}
      title={
        <Text fw={600} style={{ overflowWrap: "anywhere" }}>
          {name}
        </Text>
      }
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {facts.error && <Failure error={facts.error} />}
      {facts.isLoading && <Skeleton height={300} />}
      {facts.data && (
        <Stack gap="md">
          <Group gap={4} wrap="nowrap" align="flex-start">
            <Code block flex={1} p={8} style={{ whiteSpace: "pre-wrap", wordBreak: "break-all" }}>
              {query}
            </Code>
            <Copy text={query} label="Copy the query" />
            <Button
              variant="default"
              leftSection={<IconChartLine size={14} />}
              renderRoot={(props) => <Link to="/metrics" search={{ ...time, q: query } as never} {...props} />}
            >
              Open in explorer
            </Button>
          </Group>
          <Box h={170}>
            <Frame widget={widget} scene={scene} />
          </Box>
          <Facts name={name} facts={facts.data} />
          {detail.error && <Failure error={detail.error} />}
          {detail.isLoading && <Skeleton height={140} />}
          {detail.data && (
            <>
              <Tags
                metric={name}
                tags={detail.data.tags}
                asked={detail.data.asked}
                series={detail.data.volume}
                type={facts.data.type}
              />
              <Users assets={detail.data.assets} />
            </>
          )}
        </Stack>
      )}
    </Drawer>
  );
}

/** Dashboards, monitors and others that name the metric. */
function Users({ assets }: { assets: Asset[] }) {
  return (
    <Box component="section" aria-label="Used by">
      <Text size="sm" fw={600} mb={4}>
        Used by
      </Text>
      {!assets.length && (
        <Text size="xs" c="dimmed">
          No dashboard, monitor, notebook or SLO asks for this metric.
        </Text>
      )}
      {assets.map((one) => (
        <Group key={`${one.type} ${one.id}`} gap={8} wrap="nowrap" justify="space-between">
          <Anchor size="sm" truncate renderRoot={(props) => <Link {...{ to: one.attributes.url }} {...props} />}>
            {one.attributes.title || one.id}
          </Anchor>
          <Text size="xs" c="dimmed">
            {one.type.replace(/s$/, "").replace("slo", "SLO")}
          </Text>
        </Group>
      ))}
    </Box>
  );
}
