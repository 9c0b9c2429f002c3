/** The figures of an objective: good, target, budget left, what failed. */

import { Box, Group, Skeleton, Text } from "@mantine/core";
import type { SloPart, SloSeries, SloState, Threshold } from "@/api/slos";
import { SloBadge, sloColor } from "@/components/SloBadge";
import { duration, value } from "@/lib/format";
import { budgetText, share } from "@/lib/slo";

type Props = {
  part: SloPart | undefined;
  series: SloSeries | undefined;
  threshold: Threshold;
  events: boolean;
};

/** Where a share of good stands against a target. */
export function stateOf(sli: number | null | undefined, threshold: Threshold | undefined): SloState {
  if (sli === null || sli === undefined || !threshold) return "no_data";
  if (sli < threshold.target) return "breached";
  return threshold.warning && sli < threshold.warning ? "warning" : "ok";
}

export function Figures({ part, series, threshold, events }: Props) {
  if (!part || !series) return <Skeleton height={76} />;
  const state = stateOf(part.sli_value, threshold);
  const total = series.denominator.sum;
  const bad = total - series.numerator.sum;
  const left = { unit: events ? "events" : "seconds", value: (total * (100 - threshold.target)) / 100 - bad };
  const remaining =
    part.sli_value === null ? null : (100 * (part.sli_value - threshold.target)) / (100 - threshold.target);
  const written = (amount: number) => (events ? value(amount) : duration(amount * 1e9));
  return (
    <Group gap="xl" align="flex-end" wrap="wrap">
      <Box>
        <Text size="xs" c="dimmed">
          Good
        </Text>
        <Text fz={34} fw={700} lh={1.1} c={sloColor(state)} style={{ fontVariantNumeric: "tabular-nums" }}>
          {share(part.sli_value)}
        </Text>
      </Box>
      <Box pb={6}>
        <SloBadge state={state} />
      </Box>
      <Figure
        name="Target"
        text={`${threshold.target}%`}
        more={threshold.warning ? `warning ${threshold.warning}%` : ""}
      />
      <Figure
        name="Error budget left"
        text={remaining === null ? "–" : share(remaining)}
        more={remaining === null ? "" : budgetText(left)}
      />
      <Figure
        name={events ? "Failed" : "Down"}
        text={total ? written(bad) : "–"}
        more={total ? `of ${written(total)}` : ""}
      />
    </Group>
  );
}

function Figure({ name, text, more }: { name: string; text: string; more: string }) {
  return (
    <Box>
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <Text fz={20} fw={600} lh={1.2} style={{ fontVariantNumeric: "tabular-nums" }}>
        {text}{" "}
        <Text span size="xs" c="dimmed" fw={400}>
          {more}
        </Text>
      </Text>
    </Box>
  );
}
