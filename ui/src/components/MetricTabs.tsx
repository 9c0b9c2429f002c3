/** The two pages of metrics: their graphs, and what is known of each. */

import { SegmentedControl } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { timeParams, useParams } from "./url";

export function MetricTabs({ value }: { value: "/metrics" | "/metrics/summary" }) {
  const navigate = useNavigate();
  const params = useParams();
  return (
    <SegmentedControl
      size="xs"
      aria-label="Metrics page"
      data={[
        { value: "/metrics", label: "Explorer" },
        { value: "/metrics/summary", label: "Summary" },
      ]}
      value={value}
      onChange={(to) => void navigate({ to, search: timeParams(params) as never })}
    />
  );
}
