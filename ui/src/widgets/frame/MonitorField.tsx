/** Chooses one monitor, whose id the definition keeps as a text. */

import { Select } from "@mantine/core";
import { useMonitors } from "@/api/monitors";
import type { FormProps } from "../widget";

export function MonitorField({ definition, onChange }: FormProps) {
  const { data } = useMonitors();
  return (
    <Select
      size="xs"
      w={340}
      label="Monitor"
      searchable
      data={(data ?? []).map((one) => ({ value: String(one.id), label: one.name || `Monitor ${one.id}` }))}
      value={String(definition.alert_id ?? "") || null}
      onChange={(alert_id) => onChange({ ...definition, alert_id: alert_id ?? "" })}
    />
  );
}
