/** check_status: what a service check last said, of one group or counted over many. */

import { Autocomplete, Box, Group, Skeleton, Stack, TagsInput, Text, Tooltip } from "@mantine/core";
import { type CheckResult, useCheckNames, useChecks } from "@/api/checks";
import { Failure } from "@/components/states";
import { carries, grouped, STATES, type State, wantedTags, worst } from "@/lib/checks";
import { faded, statusColor } from "@/lib/colors";
import { agoText } from "@/lib/time";
import classes from "./check_status.module.css";
import { own, SelectField, TextField } from "./frame/fields";
import { Notice, Quiet } from "./frame/notices";
import type { FormProps, ViewProps, Widget } from "./widget";

const texts = (given: unknown) => (Array.isArray(given) ? given.filter((one) => typeof one === "string") : []);
const tint = (state: State) => (state === "Unknown" ? statusColor("no data") : statusColor(state));

function View({ definition, scene }: ViewProps) {
  const check = String(definition.check ?? "").trim();
  const single = definition.grouping !== "cluster";
  const group = single && typeof definition.group === "string" ? [definition.group] : [];
  const wanted = wantedTags([...texts(definition.tags), ...group], scene.variables);
  // The server filters by what is certain; alternatives are chosen here.
  const certain = wanted.flatMap((one) => (one.length === 1 && !one[0]?.startsWith("host:") ? one : []));
  const { data, error, isLoading } = useChecks(check, certain, scene.range.to);
  if (!check) return <Notice kind="product">No check is chosen yet</Notice>;
  if (error && !data) return <Failure error={error} />;
  if (isLoading) return <Skeleton height="100%" />;
  const results = (data ?? []).filter((one) => carries(one, wanted));
  if (!results.length) return <Quiet query={[check, ...wanted.map((one) => one.join(" or "))].join(" ")} />;
  return single ? <One results={results} /> : <Many results={results} keys={texts(definition.group_by)} />;
}

function One({ results }: { results: CheckResult[] }) {
  const state = worst(results);
  const newest = results.reduce((one, other) => (other.at > one.at ? other : one));
  return (
    <Tooltip label={newest.message || "The check said no more"} multiline maw={360}>
      <Box
        style={{
          height: "100%",
          display: "grid",
          placeContent: "center",
          textAlign: "center",
          borderRadius: 4,
          background: tint(state),
          color: "#fff",
          containerType: "size",
        }}
      >
        <Text fw={600} style={{ fontSize: "clamp(14px, min(36cqh, 16cqw), 48px)", lineHeight: 1.1 }}>
          {state.toUpperCase()}
        </Text>
        <Text size="xs">
          {agoText(newest.at)}
          {results.length > 1 && `, of ${results.length} results`}
        </Text>
      </Box>
    </Tooltip>
  );
}

function Many({ results, keys }: { results: CheckResult[]; keys: string[] }) {
  const groups = grouped(results, keys);
  const failing = groups.filter((one) => one.state !== "OK");
  const counts = STATES.map((state) => [state, groups.filter((one) => one.state === state).length] as const);
  return (
    <Stack h="100%" gap={6} style={{ overflow: "hidden" }}>
      <Group
        gap={6}
        grow
        flex={failing.length ? "none" : 1}
        mih={failing.length ? 44 : 0}
        preventGrowOverflow={false}
        align="stretch"
      >
        {counts
          .filter(([state, count]) => count > 0 || state === "OK")
          .map(([state, count]) => (
            <Box
              key={state}
              px={4}
              className={classes.tile}
              style={{ background: faded(tint(state), count ? 0.22 : 0.08) }}
            >
              <b>{count}</b>
              <span>{state}</span>
            </Box>
          ))}
      </Group>
      {failing.length > 0 && (
        <Box component="ul" m={0} p={0} style={{ overflow: "auto", listStyle: "none" }} fz="xs">
          {failing.map(({ name, state, members }) => (
            <Box component="li" key={name} py={2} title={members[0]?.message} style={{ display: "flex", gap: 6 }}>
              <span style={{ color: tint(state), flex: "none", width: 58 }}>{state}</span>
              <Text size="xs" truncate>
                {name}
              </Text>
            </Box>
          ))}
        </Box>
      )}
    </Stack>
  );
}

function Form(props: FormProps) {
  const { definition, onChange } = props;
  const { data: names } = useCheckNames();
  const list = (name: string, label: string, placeholder: string) => (
    <TagsInput
      label={label}
      placeholder={placeholder}
      value={texts(definition[name])}
      onChange={(values) => onChange({ ...definition, [name]: values })}
    />
  );
  return (
    <Stack gap="xs">
      <Autocomplete
        label="Check"
        data={names ?? []}
        value={String(definition.check ?? "")}
        onChange={(check) => onChange({ ...definition, check })}
      />
      <SelectField
        {...own(props)}
        member="grouping"
        label="Shows"
        width={300}
        standard="check"
        data={[
          { value: "check", label: "The state of one group" },
          { value: "cluster", label: "How many groups are in which state" },
        ]}
      />
      {list("tags", "Tags", "env:prod or $env")}
      {definition.grouping === "cluster" ? (
        list("group_by", "Grouped by", "host")
      ) : (
        <TextField {...own(props)} member="group" label="Group" placeholder="host:web-1 or $host" />
      )}
    </Stack>
  );
}

export const widget: Widget = {
  type: "check_status",
  name: "Service check",
  size: { width: 2, height: 2 },
  initial: {
    type: "check_status",
    title: "",
    check: "datadog.agent.up",
    grouping: "cluster",
    group_by: ["host"],
    tags: [],
  },
  example: {
    type: "check_status",
    title: "Agents",
    check: "datadog.agent.up",
    grouping: "cluster",
    group_by: ["host"],
    tags: ["*"],
  },
  View,
  Form,
};
