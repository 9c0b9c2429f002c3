/** manage_status: monitors or their groups with their states: counts, a list, or both. */

import { Box, Group, Skeleton, Stack, Text } from "@mantine/core";
import { IconBellOff } from "@tabler/icons-react";
import { useMemo } from "react";
import { useGroupSearch, useMonitorSearch } from "@/api/monitors";
import { Failure } from "@/components/states";
import { faded, statusColor } from "@/lib/colors";
import { counts, type Line, lines, sorted } from "@/lib/monitor-summary";
import { fillSearch } from "@/lib/templates";
import { agoText, dateText } from "@/lib/time";
import { own, SelectField, SwitchField, TextField } from "./frame/fields";
import { OwnLink } from "./frame/OwnLink";
import classes from "./manage_status.module.css";
import type { FormProps, ViewProps, Widget } from "./widget";

function View({ definition, scene }: ViewProps) {
  const type = String(definition.summary_type ?? "monitors");
  const query = fillSearch(String(definition.query ?? ""), scene.variables).replace(/^\*$/, "");
  const grouped = type !== "monitors";
  const { data, error } = useMonitorSearch(query);
  const { data: groups, error: groupsError } = useGroupSearch(query, grouped);
  const all = useMemo(
    () => sorted(lines(data ?? [], type, groups ?? []), String(definition.sort ?? "status,asc")),
    [data, groups, type, definition.sort],
  );
  if (error && !data) return <Failure error={error} query={query} />;
  if (grouped && groupsError && !groups) return <Failure error={groupsError} query={query} />;
  if (!data || (grouped && !groups)) return <Skeleton height="100%" />;
  const start = typeof definition.start === "number" ? definition.start : 0;
  const most = typeof definition.count === "number" && definition.count > 0 ? definition.count : 50;
  const format = definition.display_format ?? "countsAndList";
  return (
    <Stack h="100%" gap={4} style={{ overflow: "hidden" }}>
      {format !== "list" && (
        <Tally
          counts={counts(all, definition.hide_zero_counts !== false)}
          ground={definition.color_preference === "background"}
          fills={format === "counts"}
        />
      )}
      {!all.length && (
        <Text size="sm" c="dimmed" ta="center" my="auto">
          {query ? `No monitor matches ${query}` : "There are no monitors yet"}
        </Text>
      )}
      {format !== "counts" && all.length > 0 && (
        <Box component="ul" className={classes.list}>
          {all.slice(start, start + most).map((one) => (
            <Row
              key={`${one.id} ${one.group}`}
              line={one}
              priority={definition.show_priority === true}
              triggered={definition.show_last_triggered === true}
              relative={definition.last_triggered_format !== "absolute"}
              ground={definition.color_preference === "background"}
            />
          ))}
          {all.length > start + most && <li>and {all.length - start - most} more</li>}
        </Box>
      )}
    </Stack>
  );
}

type TallyProps = { counts: ReturnType<typeof counts>; ground: boolean; fills: boolean };

function Tally({ counts: shown, ground, fills }: TallyProps) {
  return (
    <Group gap={4} grow flex={fills ? 1 : "none"} mih={44} align="stretch" preventGrowOverflow={false}>
      {shown.map(([state, count]) => (
        <Box
          key={state}
          className={classes.tile}
          style={
            ground
              ? { background: count ? statusColor(state) : faded(statusColor(state), 0.25), color: "#fff" }
              : { background: faded(statusColor(state), 0.1) }
          }
        >
          <Text
            fw={700}
            fz={fills ? "clamp(20px, 4vw, 34px)" : 18}
            lh={1.1}
            c={ground ? "inherit" : statusColor(state)}
          >
            {count}
          </Text>
          <Text size="xs">{state}</Text>
        </Box>
      ))}
    </Group>
  );
}

type RowProps = { line: Line; priority: boolean; triggered: boolean; relative: boolean; ground: boolean };

function Row({ line, priority, triggered, relative, ground }: RowProps) {
  const color = statusColor(line.state);
  return (
    <li className={classes.row} style={ground ? { background: faded(color, 0.16) } : {}}>
      <span className={classes.state} style={{ color }}>
        {line.state}
      </span>
      {priority && (
        <Text span size="xs" c="dimmed" w={22}>
          {line.priority ? `P${line.priority}` : "–"}
        </Text>
      )}
      <OwnLink to="/monitors/$id" params={{ id: String(line.id) }} className={classes.name} title={line.name}>
        {line.name}
        {line.group && <span className={classes.group}> {line.group}</span>}
      </OwnLink>
      {line.muted && <IconBellOff size={13} aria-label="muted" />}
      {triggered && line.triggered !== null && (
        <Text span size="xs" c="dimmed" style={{ flex: "none" }}>
          {relative ? agoText(line.triggered) : dateText(line.triggered * 1000)}
        </Text>
      )}
    </li>
  );
}

const SORTS = [
  { value: "status,asc", label: "State, the worst first" },
  { value: "status,desc", label: "State, the best first" },
  { value: "name,asc", label: "Name" },
  { value: "priority,asc", label: "Priority" },
  { value: "triggered,desc", label: "Latest change first" },
];

function Form(props: FormProps) {
  return (
    <Stack gap="xs">
      <TextField
        {...own(props)}
        member="query"
        label="Monitors that match"
        placeholder="all, or tag:team:shop status:alert"
        width={420}
      />
      <Group grow>
        <SelectField
          {...own(props)}
          member="summary_type"
          label="Summary of"
          standard="monitors"
          data={["monitors", "groups", "combined"]}
        />
        <SelectField
          {...own(props)}
          member="display_format"
          label="Shows"
          standard="countsAndList"
          data={[
            { value: "countsAndList", label: "Counts and list" },
            { value: "counts", label: "Counts" },
            { value: "list", label: "List" },
          ]}
        />
        <SelectField {...own(props)} member="sort" label="Order" standard="status,asc" data={SORTS} />
        <SelectField
          {...own(props)}
          member="color_preference"
          label="Colours"
          standard="text"
          data={["text", "background"]}
        />
      </Group>
      <Group>
        <SwitchField {...own(props)} member="hide_zero_counts" label="Leave zeros out" standard />
        <SwitchField {...own(props)} member="show_last_triggered" label="When it changed" />
        <SwitchField {...own(props)} member="show_priority" label="Priority" />
      </Group>
    </Stack>
  );
}

export const widget: Widget = {
  type: "manage_status",
  name: "Monitors",
  size: { width: 4, height: 4 },
  initial: { type: "manage_status", title: "Monitors", query: "", display_format: "countsAndList" },
  example: {
    type: "manage_status",
    title: "Monitors",
    query: "",
    display_format: "countsAndList",
    sort: "status,asc",
    color_preference: "text",
    hide_zero_counts: true,
    show_last_triggered: true,
  },
  View,
  Form,
};
