/** What every widget with data may have: a time span of its own, and links from its points. */

import { Select, Stack, TextInput } from "@mantine/core";
import { createContext, useContext } from "react";
import type { FormProps } from "../widget";
import { RowsForm } from "./RowsForm";

const SPANS = [
  ["", "As the dashboard"],
  ["5m", "Past 5 minutes"],
  ["15m", "Past 15 minutes"],
  ["30m", "Past 30 minutes"],
  ["1h", "Past hour"],
  ["4h", "Past 4 hours"],
  ["1d", "Past day"],
  ["2d", "Past 2 days"],
  ["1w", "Past week"],
  ["1mo", "Past month"],
  ["3mo", "Past 3 months"],
  ["6mo", "Past 6 months"],
  ["1y", "Past year"],
  ["week_to_date", "Week to date"],
  ["month_to_date", "Month to date"],
] as const;

type Link = { label?: string; link?: string; override_label?: string; is_hidden?: boolean };

/** Whether the widget around has a time that holds for this one. */
export const TimeAround = createContext(false);

export function TimeField({ definition, onChange }: FormProps) {
  const time = (definition.time ?? {}) as { live_span?: string; type?: string };
  const known = SPANS.some(([span]) => span === (time.live_span ?? ""));
  return (
    <Select
      size="xs"
      w={190}
      label="Time"
      allowDeselect={false}
      data={[
        ...SPANS.map(([value, label]) => ({ value, label })),
        ...(time.type || !known ? [{ value: "own", label: "As its JSON says" }] : []),
      ]}
      value={time.type || !known ? "own" : (time.live_span ?? "")}
      onChange={(span) => span !== "own" && onChange({ ...definition, time: span ? { live_span: span } : undefined })}
    />
  );
}

export function CommonForm(props: FormProps) {
  const { definition, onChange } = props;
  const around = useContext(TimeAround);
  const links = (Array.isArray(definition.custom_links) ? definition.custom_links : []) as Link[];
  return (
    <Stack gap={6}>
      {!around && <TimeField {...props} />}
      <RowsForm<Link>
        title="Links"
        name="link"
        rows={links}
        fresh={{ label: "", link: "" }}
        onChange={(next) => onChange({ ...definition, custom_links: next.length ? next : undefined })}
        fields={(one, change, number) => (
          <>
            <TextInput
              size="xs"
              w={150}
              aria-label={`Name of link ${number}`}
              placeholder="Name"
              value={one.label ?? one.override_label ?? ""}
              disabled={one.override_label !== undefined}
              onChange={(event) => change({ label: event.currentTarget.value })}
            />
            <TextInput
              size="xs"
              flex={1}
              miw={180}
              aria-label={`Address of link ${number}`}
              placeholder="/logs?query={{host}}&from={{timestamp_start}}&to={{timestamp_end}}"
              value={one.link ?? ""}
              onChange={(event) => change({ link: event.currentTarget.value })}
            />
          </>
        )}
      />
    </Stack>
  );
}
