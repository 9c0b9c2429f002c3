/** slo: where an objective stands over some windows, with its error budget. */

import { Box, MultiSelect, Select, Skeleton, Stack, Table, Text } from "@mantine/core";
import { ApiError } from "@/api/client";
import { type Slo, type SloPart, type SloState, useSlo, useSloHistory, useSlos } from "@/api/slos";
import { SloBadge, sloColor } from "@/components/SloBadge";
import { Failure } from "@/components/states";
import { digits } from "@/lib/format";
import { sloWindow, WINDOWS } from "@/lib/slo-window";
import { Fields, own, SelectField, SwitchField, TextField } from "./frame/fields";
import { Notice } from "./frame/notices";
import { OwnLink } from "./frame/OwnLink";
import type { FormProps, Scene, ViewProps, Widget } from "./widget";

const texts = (given: unknown) => (Array.isArray(given) ? given.filter((one) => typeof one === "string") : []);

function View({ definition, scene }: ViewProps) {
  const id = String(definition.slo_id ?? "").trim();
  const { data, error } = useSlo(id, id !== "");
  if (!id) return <Notice kind="product">No SLO is chosen yet</Notice>;
  if (error && !data) {
    const missing = error instanceof ApiError && error.status === 404;
    return missing ? <Notice kind="product">There is no SLO {id} here</Notice> : <Failure error={error} />;
  }
  if (!data) return <Skeleton height="100%" />;
  const windows = texts(definition.time_windows);
  return (
    <Stack h="100%" gap={6} style={{ overflow: "auto" }}>
      <Box style={{ display: "grid", gap: 6, gridTemplateColumns: "repeat(auto-fit, minmax(130px, 1fr))" }}>
        {(windows.length ? windows : ["7d"]).map((name) => (
          <Standing key={name} slo={data} name={name} definition={definition} scene={scene} />
        ))}
      </Box>
      {definition.view_mode !== "overall" && (
        <Parts slo={data} name={windows[0] ?? "7d"} definition={definition} scene={scene} />
      )}
      <Text size="xs" c="dimmed" mt="auto">
        <OwnLink to="/slos/$id" params={{ id }} style={{ color: "inherit" }}>
          {data.name}
        </OwnLink>
      </Text>
    </Stack>
  );
}

type Props = { slo: Slo; name: string; definition: ViewProps["definition"]; scene: Scene };

/** The target that holds for a window: its own, the widget's for the page's time, else the first. */
function targetOf(slo: Slo, name: string, definition: ViewProps["definition"]) {
  const own = Number(name === "global_time" ? definition.global_time_target : Number.NaN);
  const threshold = slo.thresholds.find((one) => one.timeframe === name) ?? slo.thresholds[0];
  return { target: own > 0 ? own : (threshold?.target ?? 99), warning: own > 0 ? null : (threshold?.warning ?? null) };
}

function stateOf(value: number | null, target: number, warning: number | null): SloState {
  if (value === null) return "no_data";
  if (value < target) return "breached";
  return warning !== null && value < warning ? "warning" : "ok";
}

function Standing({ slo, name, definition, scene }: Props) {
  const { from, to } = sloWindow(name, scene.range);
  const { data, error } = useSloHistory(slo.id, from, to);
  if (error && !data) return <Failure error={error} />;
  if (!data) return <Skeleton height={96} />;
  const { target, warning } = targetOf(slo, name, definition);
  const value = data.overall.sli_value;
  const state = stateOf(value, target, warning);
  const left = value === null ? null : (100 * (value - target)) / (100 - target || 1);
  return (
    <Box ta="center" p={6} style={{ border: "1px solid var(--edge)", borderRadius: 4 }}>
      <Text size="xs" c="dimmed">
        {WINDOWS[name] ?? name}
      </Text>
      <Text fw={700} fz={24} lh={1.2} c={sloColor(state)}>
        {value === null ? "–" : `${digits(value, 2)}%`}
      </Text>
      <Text size="xs" c="dimmed">
        Target {target}%
      </Text>
      {definition.show_error_budget !== false && left !== null && (
        <Text size="xs" c={left < 0 ? sloColor("breached") : undefined}>
          {digits(left, 1)}% of the error budget left
        </Text>
      )}
    </Box>
  );
}

/** Groups or monitors of the objective, the worst first. */
function Parts({ slo, name, definition, scene }: Props) {
  const { from, to } = sloWindow(name, scene.range);
  const { data } = useSloHistory(slo.id, from, to);
  const parts: SloPart[] = [...(data?.groups ?? data?.monitors ?? [])];
  const { target, warning } = targetOf(slo, name, definition);
  if (!parts.length) return null;
  return (
    <Table fz="xs" verticalSpacing={2}>
      <Table.Tbody>
        {parts
          .sort((a, b) => (a.sli_value ?? 101) - (b.sli_value ?? 101))
          .map((one) => (
            <Table.Tr key={one.group ?? one.name}>
              <Table.Td w={110}>
                <SloBadge state={stateOf(one.sli_value, target, warning)} />
              </Table.Td>
              <Table.Td>{one.name}</Table.Td>
              <Table.Td ta="right">{one.sli_value === null ? "–" : `${digits(one.sli_value, 2)}%`}</Table.Td>
            </Table.Tr>
          ))}
      </Table.Tbody>
    </Table>
  );
}

function Form(props: FormProps) {
  const { definition, onChange } = props;
  const { data } = useSlos("", 0, 100);
  return (
    <Stack gap="xs">
      <Select
        size="xs"
        label="SLO"
        searchable
        data={(data?.rows ?? []).map((one) => ({ value: one.id, label: one.name }))}
        value={String(definition.slo_id ?? "") || null}
        onChange={(slo_id) => onChange({ ...definition, slo_id: slo_id ?? "" })}
      />
      <MultiSelect
        size="xs"
        label="Over"
        data={Object.entries(WINDOWS).map(([value, label]) => ({ value, label }))}
        value={texts(definition.time_windows)}
        onChange={(time_windows) => onChange({ ...definition, time_windows })}
      />
      <Fields>
        <SelectField
          {...own(props)}
          member="view_mode"
          label="Shows"
          standard="overall"
          data={["overall", "component", "both"]}
        />
        <TextField
          {...own(props)}
          member="global_time_target"
          label="Target of the page's time"
          placeholder="99.9"
          width={190}
        />
        <SwitchField {...own(props)} member="show_error_budget" label="Error budget" standard />
      </Fields>
    </Stack>
  );
}

export const widget: Widget = {
  type: "slo",
  name: "SLO",
  size: { width: 4, height: 3 },
  initial: {
    type: "slo",
    title: "",
    view_type: "detail",
    slo_id: "",
    time_windows: ["7d"],
    view_mode: "overall",
    show_error_budget: true,
  },
  example: ({ slo }) => ({
    type: "slo",
    title: "An objective",
    view_type: "detail",
    slo_id: slo,
    time_windows: ["7d", "30d"],
    view_mode: "both",
    show_error_budget: true,
  }),
  View,
  Form,
};
