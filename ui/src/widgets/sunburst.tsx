/** sunburst: shares of a whole as rings, one for each tag. */

import { Box, Stack } from "@mantine/core";
import { useState } from "react";
import { faded } from "@/lib/colors";
import { slice } from "@/lib/donut";
import { value as formatted } from "@/lib/format";
import { requestsOf } from "@/lib/requests";
import { slices } from "@/lib/rings";
import { CommonForm } from "./frame/CommonForm";
import { Fields, SelectField, SwitchField, withMember } from "./frame/fields";
import { GroupMenu } from "./frame/GroupMenu";
import { instead } from "./frame/notices";
import { RequestsForm } from "./frame/RequestsForm";
import { useValues } from "./frame/values";
import classes from "./sunburst.module.css";
import type { FormProps, ViewProps, Widget } from "./widget";

type Legend = { type?: string; hide_value?: boolean; hide_percent?: boolean };

function View({ definition, scene }: ViewProps) {
  const request = requestsOf(definition)[0];
  const { data, ...state } = useValues(request, scene);
  const [over, setOver] = useState<string | null>(null);
  // Several formulas are slices of their own.
  const several = (data?.names.length ?? 0) > 1;
  const rows = (data?.rows ?? []).flatMap(({ tags, values }) =>
    values.flatMap((value, at) =>
      value !== null && value > 0 ? [{ tags: several ? [data?.names[at] ?? "", ...tags] : tags, value }] : [],
    ),
  );
  const notice = instead(state, rows.length > 0);
  if (notice || !data) return notice;
  const keys = several ? ["", ...data.groups] : data.groups;
  const rings = Math.max(1, keys.length);
  const found = slices(rows, rings, request?.style?.palette, /^@?(status|level)$/.test(keys[0] ?? ""));
  const total = rows.reduce((sum, row) => sum + row.value, 0);
  const legend = (definition.legend ?? {}) as Legend;
  const width = 0.56 / rings;
  const percent = (value: number) => `${((value / total) * 100).toFixed(1)}%`;
  const seen = found.find((one) => one.name === over);
  return (
    <Box className={classes.box} data-legend={legend.type ?? "automatic"}>
      <svg viewBox="-1 -1 2 2" className={classes.rings} role="img" aria-label={`${definition.title ?? ""} shares`}>
        {found.map((part) => (
          <path
            key={`${part.ring} ${part.name}`}
            d={slice(part.from, part.to, 0.43 + part.ring * width, 0.43 + (part.ring + 1) * width - 0.01)}
            fill={part.ring ? faded(part.color, Math.max(0.35, 0.8 - part.ring * 0.18)) : part.color}
            opacity={seen && !seen.name.startsWith(part.name) && !part.name.startsWith(seen.name) ? 0.35 : 1}
            stroke="var(--surface)"
            strokeWidth={0.01}
            onPointerEnter={() => setOver(part.name)}
            onPointerLeave={() => setOver(null)}
          >
            <title>{`${part.name}: ${formatted(part.value, data.units[0])} (${percent(part.value)})`}</title>
          </path>
        ))}
        {(seen || definition.hide_total !== true) && (
          <text textAnchor="middle" dominantBaseline="central" fontWeight={600} fill="currentColor">
            <tspan
              x={0}
              fontSize={Math.min(0.2, 1.1 / formatted(seen?.value ?? total, data.units[0]).length)}
              dy={seen ? -0.06 : 0}
            >
              {formatted(seen?.value ?? total, data.units[0])}
            </tspan>
            {seen && (
              <tspan x={0} dy={0.2} fontSize={0.11} fontWeight={400}>
                {percent(seen.value)}
              </tspan>
            )}
          </text>
        )}
      </svg>
      {legend.type !== "none" && (
        <Box component="ul" className={classes.legend}>
          {found
            .filter((part) => part.ring === 0 || legend.type === "table")
            .map((part) => (
              <li
                key={`${part.ring} ${part.name}`}
                style={{ paddingLeft: part.ring * 12 }}
                onPointerEnter={() => setOver(part.name)}
                onPointerLeave={() => setOver(null)}
              >
                <i style={{ background: part.color, opacity: part.ring ? 0.6 : 1 }} />
                <GroupMenu
                  definition={definition}
                  scene={scene}
                  keys={keys}
                  tags={part.tags}
                  className={classes.name ?? ""}
                >
                  {part.tags.at(-1)}
                </GroupMenu>
                {!legend.hide_value && <b>{formatted(part.value, data.units[0])}</b>}
                {!legend.hide_percent && <span>{percent(part.value)}</span>}
              </li>
            ))}
        </Box>
      )}
    </Box>
  );
}

function Form(props: FormProps) {
  const { definition, onChange } = props;
  const own = { of: definition, onChange: (next: unknown) => onChange(next as FormProps["definition"]) };
  const legend = {
    of: definition.legend,
    onChange: (next: unknown) => onChange(withMember(definition, "legend", next) as FormProps["definition"]),
  };
  return (
    <Stack gap="sm">
      <RequestsForm {...props} kind="scalar" />
      <Fields>
        <SelectField
          {...legend}
          label="Legend"
          member="type"
          standard="automatic"
          data={["automatic", "inline", "table", "none"]}
        />
        <SwitchField {...legend} label="Without values" member="hide_value" />
        <SwitchField {...legend} label="Without shares" member="hide_percent" />
        <SwitchField {...own} label="Without the total" member="hide_total" />
      </Fields>
      <CommonForm {...props} />
    </Stack>
  );
}

export const widget: Widget = {
  type: "sunburst",
  name: "Sunburst",
  size: { width: 4, height: 3 },
  initial: { type: "sunburst", title: "", requests: [{ q: "sum:system.disk.used{*} by {host}", aggregator: "avg" }] },
  example: {
    type: "sunburst",
    title: "Disk by host and device",
    legend: { type: "table" },
    requests: [{ q: "sum:system.disk.used{*} by {host,device}", aggregator: "avg" }],
  },
  View,
  Form,
};
