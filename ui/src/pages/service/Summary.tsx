/** A service at a glance: requests, errors and latency over time, how requests are spread, where their time goes. */

import { Box } from "@mantine/core";
import { useMemo } from "react";
import { useServices } from "@/api/records";
import { AddButton } from "@/components/AddButton";
import { useTime } from "@/components/range";
import { Breakdown, Distribution, Errors, Hits, Latency, Part } from "@/widgets/frame/TraceParts";

export function Summary({ service }: { service: string }) {
  const { range, zoom } = useTime();
  const { data } = useServices(range);
  const scene = useMemo(() => ({ range, variables: [], zoom }), [range, zoom]);
  // The operation that most of its requests are: the list has the busiest first.
  const operation = data?.find((one) => one.service === service)?.operation;
  if (!operation) return null;
  const of = { service, env: "", operation };
  const parts = [
    ["Requests", Hits, "show_hits"],
    ["Errors", Errors, "show_errors"],
    ["Latency", Latency, "show_latency"],
    ["How long requests took", Distribution, "show_distribution"],
    ["Time spent", Breakdown, "show_breakdown"],
  ] as const;
  const alone = (member: string, title: string) => ({
    type: "trace_service",
    title,
    service,
    env: "",
    span_name: operation,
    ...Object.fromEntries(parts.map(([, , each]) => [each, each === member])),
  });
  return (
    <Box
      mb="sm"
      style={{ flex: "none", display: "grid", gap: 8, gridTemplateColumns: "repeat(auto-fit, minmax(210px, 1fr))" }}
    >
      {parts.map(([title, Drawn, member]) => (
        <Box
          key={title}
          h={170}
          p={8}
          bg="var(--surface)"
          style={{ border: "1px solid var(--edge)", borderRadius: 6, display: "grid", position: "relative" }}
        >
          <Part title={title}>
            <Drawn of={of} scene={scene} />
          </Part>
          <Box pos="absolute" top={4} right={4}>
            <AddButton small of={[{ label: title, definition: alone(member, `${title} of ${service}`) }]} />
          </Box>
        </Box>
      ))}
    </Box>
  );
}
