/** change: how groups differ from what they were at an earlier time. */

import { Box, Stack, Text } from "@mantine/core";
import { changeRequest, changes, thanWords } from "@/lib/change";
import { faded } from "@/lib/colors";
import { value as formatted } from "@/lib/format";
import { requestsOf } from "@/lib/requests";
import { rowName } from "@/lib/rows";
import classes from "./change.module.css";
import { CommonForm } from "./frame/CommonForm";
import { Fields, SelectField, SwitchField } from "./frame/fields";
import { GroupMenu } from "./frame/GroupMenu";
import { instead } from "./frame/notices";
import { RequestsForm } from "./frame/RequestsForm";
import { useValues } from "./frame/values";
import type { FormProps, ViewProps, Widget } from "./widget";

const MOST = 300;
const GOOD = "#18a779";
const BAD = "#d5432b";

function View({ definition, scene }: ViewProps) {
  const given = requestsOf(definition)[0];
  const request = changeRequest(given);
  const { data, ...state } = useValues(request, scene);
  const rows = changes(data?.rows ?? [], given).filter((one) => one.present !== null || one.past !== null);
  const notice = instead(state, rows.length > 0);
  if (notice || !data) return notice;
  const relative = given?.change_type !== "absolute";
  const unit = data.units[1] ?? data.units[0];
  const most = Math.max(...rows.map((one) => Math.abs(one.change ?? 0))) || 1;
  const good = given?.increase_good !== false;
  return (
    <Box style={{ height: "100%", display: "flex", flexDirection: "column" }}>
      <Box component="ol" className={classes.list}>
        {rows.slice(0, MOST).map((one) => {
          const color = !one.change ? "#7f8c9b" : one.change > 0 === good ? GOOD : BAD;
          const sign = (one.change ?? 0) > 0 ? "+" : "";
          const size = one.change === null ? 0 : Math.min(100, (Math.abs(one.change) / most) * 100);
          return (
            <li key={one.tags.join("\u0000")}>
              <i style={{ width: `${size}%`, background: faded(color, 0.35) }} />
              <Text span className={classes.value}>
                {one.change === null
                  ? "–"
                  : relative
                    ? `${sign}${formatted(one.change, "percent")}`
                    : `${sign}${formatted(one.change, unit)}`}
              </Text>
              <GroupMenu
                definition={definition}
                scene={scene}
                keys={data.groups}
                tags={one.tags}
                className={classes.name ?? ""}
              >
                {rowName({ tags: one.tags, values: [] })}
              </GroupMenu>
              <span className={classes.from} title="before → now">
                {given?.show_present
                  ? `${formatted(one.past, unit)} → ${formatted(one.present, unit)}`
                  : formatted(one.present, unit)}
              </span>
            </li>
          );
        })}
      </Box>
      <Text size="xs" c="dimmed">
        against {thanWords(given)}
      </Text>
    </Box>
  );
}

function Form(props: FormProps) {
  const { definition, onChange } = props;
  const [request = {}, ...others] = requestsOf(definition);
  const own = { of: request, onChange: (next: unknown) => onChange({ ...definition, requests: [next, ...others] }) };
  return (
    <Stack gap="sm">
      <RequestsForm {...props} kind="scalar" />
      <Fields>
        <SelectField {...own} label="Change" member="change_type" standard="relative" data={["relative", "absolute"]} />
        {(request.formulas?.length ?? 0) < 2 && (
          <SelectField
            {...own}
            label="Against"
            member="compare_to"
            standard="hour_before"
            data={[
              { value: "hour_before", label: "an hour before" },
              { value: "day_before", label: "a day before" },
              { value: "week_before", label: "a week before" },
              { value: "month_before", label: "a month before" },
            ]}
          />
        )}
        <SelectField
          {...own}
          label="Order"
          member="order_by"
          standard="change"
          data={["change", "name", "present", "past"]}
        />
        <SelectField {...own} label="Direction" member="order_dir" standard="desc" data={["desc", "asc"]} />
        <SwitchField {...own} label="More is good" member="increase_good" standard />
        <SwitchField {...own} label="Both values" member="show_present" />
      </Fields>
      <CommonForm {...props} />
    </Stack>
  );
}

export const widget: Widget = {
  type: "change",
  name: "Change",
  size: { width: 4, height: 3 },
  initial: {
    type: "change",
    title: "",
    requests: [{ q: "avg:system.load.1{*} by {host}", compare_to: "hour_before", change_type: "relative" }],
  },
  example: {
    type: "change",
    title: "Load against an hour before",
    requests: [
      {
        q: "avg:system.load.1{*} by {host}",
        compare_to: "hour_before",
        change_type: "absolute",
        increase_good: false,
        show_present: true,
      },
    ],
  },
  View,
  Form,
};
