/** Choices within a sentence that says when a monitor alerts. */

import { Group, Select } from "@mantine/core";
import { COMPARATORS } from "@/lib/monitorKinds";

/** Windows that end now. */
export const LAST = ["1m", "5m", "10m", "15m", "30m", "1h", "2h", "4h", "1d", "1w"];
export const MONO = { input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: 13 } };
const LABELS: Record<string, string> = {
  current_1h: "current hour",
  current_1d: "current day",
  current_1mo: "current month",
};

export function Words({ children }: { children: React.ReactNode }) {
  return (
    <Group gap={8} style={{ fontSize: "var(--mantine-font-size-sm)" }}>
      {children}
    </Group>
  );
}

type ChoiceProps = {
  label: string;
  w: number;
  data: Array<string | { value: string; label: string }>;
  value: string;
  onChange: (value: string | null) => void;
};

/** A choice within a sentence; what is chosen stays to be chosen from. */
export function Choice({ label, data, value, ...rest }: ChoiceProps) {
  const known = data.some((one) => (typeof one === "string" ? one : one.value) === value);
  return (
    <Select aria-label={label} allowDeselect={false} data={known ? data : [value, ...data]} value={value} {...rest} />
  );
}

export function Comparison(props: { value: string; onChange: (value: string | null) => void; data?: string[] }) {
  return <Choice label="Comparison" w={80} data={COMPARATORS} {...props} />;
}

export function Window({
  cumulative,
  label = "Window",
  ...rest
}: {
  value: string;
  onChange: (value: string | null) => void;
  cumulative?: boolean;
  label?: string;
}) {
  const last = LAST.map((one) => ({ value: `last_${one}`, label: `last ${one}` }));
  const current = Object.entries(LABELS).map(([value, text]) => ({ value, label: text }));
  return <Choice label={label} w={140} data={cumulative ? [...last, ...current] : last} {...rest} />;
}
