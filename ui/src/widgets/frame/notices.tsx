/** What a widget says when it has nothing to draw. */

import { Center, Skeleton, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Failure } from "@/components/states";
import type { State } from "./values";

/** A sentence in the middle; `product` where what is lacking is no data but a product or a choice. */
export function Notice({ kind, children }: { kind: "product" | "quiet"; children: ReactNode }) {
  return (
    <Center h="100%" ta="center" p="xs" data-notice={kind} style={{ overflow: "hidden" }}>
      <Text component="div" size="sm" c="dimmed">
        {children}
      </Text>
    </Center>
  );
}

/** No value in this range. */
export function Quiet({ query }: { query: string }) {
  return (
    <Center h="100%" ta="center" p="xs" data-notice="quiet" style={{ overflow: "hidden" }}>
      <Stack gap={2} maw="100%">
        <Text size="sm" c="dimmed">
          No data in this time range
        </Text>
        <Text size="xs" c="dimmed" ff="monospace" truncate title={query}>
          {query}
        </Text>
      </Stack>
    </Center>
  );
}

const PRODUCTS: Record<string, string> = {
  cloud_cost: "cloud cost",
  rum: "real user monitoring",
  security_signals: "security signals",
  app_sec_events: "application security",
  network: "network monitoring",
  network_device_flows: "network devices",
  ci_tests: "test visibility",
  ci_pipelines: "CI pipelines",
  incident_analytics: "incidents",
  llm_observability: "LLM observability",
  database_queries: "database monitoring",
  product_analytics: "product analytics",
};

/** Asks of a product of which Vizsla has no data. */
export function Foreign({ sources }: { sources: string[] }) {
  const names = sources.map((source) => PRODUCTS[source] ?? source.replace(/_/g, " "));
  return (
    <Center h="100%" ta="center" p="xs" data-notice="product">
      <Text size="sm" c="dimmed">
        No data for this product: {names.join(", ") || "unnamed"}
      </Text>
    </Center>
  );
}

/** What stands in the place of a drawing that cannot be made yet, or at all; null where there is data to draw. */
export function instead({ error, isLoading, foreign, query }: State, ready: boolean): ReactNode {
  if (foreign.length) return <Foreign sources={foreign} />;
  if (ready) return null;
  if (error) return <Failure error={error} query={query} />;
  if (isLoading) return <Skeleton height="100%" />;
  return <Quiet query={query} />;
}
