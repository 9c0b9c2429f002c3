/** The thresholds, as the kind has them. */

import { Group, NumberInput } from "@mantine/core";
import type { Editing } from "./edit";

type Field = { name: string; label: string; needed?: boolean };

const CHECK: Field[] = [
  { name: "critical", label: "Alert after failures", needed: true },
  { name: "warning", label: "Warn after warnings" },
  { name: "unknown", label: "Unknown after unknowns" },
  { name: "ok", label: "Recover after successes" },
];
const SHARES: Field[] = [
  { name: "critical", label: "Alert at % failing", needed: true },
  { name: "warning", label: "Warn at % warning" },
];
const COMPARED: Field[] = [
  { name: "critical", label: "Alert at", needed: true },
  { name: "warning", label: "Warn at" },
  { name: "critical_recovery", label: "Alert ends at" },
  { name: "warning_recovery", label: "Warning ends at" },
];

export function Thresholds({ editing: { kind, body, parts, threshold } }: { editing: Editing }) {
  if (kind === "composite") return null;
  const { thresholds = {} } = body.options;
  const fields = kind !== "check" ? COMPARED : parts.end === "pct_by_status" ? SHARES : CHECK;
  return (
    <Group gap="xs" align="flex-end">
      {fields.map(({ name, label, needed }) => (
        <NumberInput
          key={name}
          w={136}
          label={label}
          required={needed ?? false}
          withAsterisk={false}
          placeholder={needed ? "" : "none"}
          value={
            thresholds[name] ?? (name === "critical" && parts.threshold !== undefined ? Number(parts.threshold) : "")
          }
          onChange={(value) => {
            if (value === "-") return;
            if (value === "" && needed) return;
            threshold({ [name]: value === "" ? undefined : Number(value) });
          }}
        />
      ))}
    </Group>
  );
}
