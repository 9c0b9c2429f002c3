/** One objective: where it stands over a timeframe, how its error budget went, its groups and corrections. */

import { Badge, Box, Button, Group, Menu, SegmentedControl, Skeleton, Stack, Table, Text } from "@mantine/core";
import { IconBell, IconPencil } from "@tabler/icons-react";
import { Link, useNavigate, useParams as usePath } from "@tanstack/react-router";
import { useState } from "react";
import { deleteSlo, type Slo as Objective, type SloPart, useSlo, useSloHistory } from "@/api/slos";
import { AddButton } from "@/components/AddButton";
import { useAct } from "@/components/act";
import { Markdown } from "@/components/Markdown";
import { MonitorRows } from "@/components/MonitorRows";
import { MoreMenu } from "@/components/MoreMenu";
import { copied } from "@/components/notify";
import { Page } from "@/components/Page";
import { useTime } from "@/components/range";
import { sloColor } from "@/components/SloBadge";
import { Failure } from "@/components/states";
import { useParam } from "@/components/url";
import { together } from "@/lib/monitorQuery";
import { burnLimit, share, timeframeSeconds } from "@/lib/slo";
import { Budget } from "./Budget";
import { Corrections } from "./Corrections";
import { exported } from "./exported";
import { Figures, stateOf } from "./Figures";

export default function Slo() {
  const { id = "" } = usePath({ strict: false }) as { id?: string };
  const { data, error } = useSlo(id);
  if (error || !data) return <Page title="SLO">{error ? <Failure error={error} /> : <Skeleton height={400} />}</Page>;
  return <Shown key={id} slo={data} />;
}

function Shown({ slo }: { slo: Objective }) {
  const names = slo.thresholds.map((one) => one.timeframe).filter((one) => timeframeSeconds(one));
  const [frame, setFrame] = useParam("timeframe", names[0] ?? "page");
  const { range } = useTime();
  const [now] = useState(() => Math.floor(Date.now() / 60_000) * 60);
  const length = timeframeSeconds(frame);
  const from = length ? now - length : Math.floor(range.from);
  const to = length ? now : Math.ceil(range.to);
  const threshold = slo.thresholds.find((one) => one.timeframe === frame) ?? slo.thresholds[0];
  const { data, error } = useSloHistory(slo.id, from, to);
  if (!threshold) return null;
  const parts = data?.monitors ?? data?.groups ?? [];
  return (
    <Page title={slo.name} actions={<Actions slo={slo} />}>
      <Stack gap="md">
        <Group gap="xs">
          <SegmentedControl
            size="xs"
            aria-label="Timeframe"
            data={[...names.map((one) => ({ value: one, label: one })), { value: "page", label: "Time of the page" }]}
            value={frame}
            onChange={setFrame}
          />
          {slo.tags.map((tag) => (
            <Badge key={tag} variant="default" tt="none" fw={400}>
              {tag}
            </Badge>
          ))}
        </Group>
        {slo.description && <Markdown text={slo.description} />}
        {error && <Failure error={error} />}
        <Figures part={data?.overall} series={data?.series} threshold={threshold} events={slo.type === "metric"} />
        <Budget series={data?.series} threshold={threshold} range={{ from, to }} events={slo.type === "metric"} />
        {parts.length > 0 && <Parts parts={parts} slo={slo} />}
        <Asked slo={slo} />
        <Corrections id={slo.id} />
      </Stack>
    </Page>
  );
}

const widgetOf = (slo: Objective) => ({
  type: "slo",
  title: slo.name,
  slo_id: slo.id,
  view_type: "detail",
  view_mode: "overall",
  show_error_budget: true,
  time_windows: slo.thresholds.map((one) => one.timeframe).filter((one) => timeframeSeconds(one)),
});

function Actions({ slo }: { slo: Objective }) {
  const navigate = useNavigate();
  const act = useAct(["slos"]);
  const over = slo.timeframe;
  const alerts = slo.configured_alert_ids?.length;
  const alert = together("slo", {
    measure: "burn_rate", slo: slo.id, over, long: "1h", short: "5m", comparator: ">",
    threshold: String(burnLimit(over, "1h") ?? 14.4),
  }); // biome-ignore format: one line of parts
  const remove = async () => {
    if (!window.confirm(`Delete "${slo.name}"? Its monitors stay.`)) return;
    if (await act(() => deleteSlo(slo.id), "The SLO is deleted")) await navigate({ to: "/slos" });
  };
  return (
    <>
      <AddButton of={[{ label: slo.name, definition: widgetOf(slo), size: { width: 4, height: 3 } }]} />
      <Button
        variant="default"
        leftSection={<IconBell size={14} />}
        renderRoot={(props) => (
          <Link to="/monitors/new" search={{ type: "slo alert", query: alert } as never} {...props} />
        )}
      >
        {alerts ? `${alerts} ${alerts === 1 ? "alert" : "alerts"} · New` : "New alert"}
      </Button>
      <Button
        variant="default"
        leftSection={<IconPencil size={14} />}
        renderRoot={(props) => <Link to="/slos/$id/edit" params={{ id: slo.id }} {...props} />}
      >
        Edit
      </Button>
      <MoreMenu>
        <Menu.Item component={Link} to="/slos/new" {...({ search: { from: slo.id } } as object)}>
          Clone
        </Menu.Item>
        <Menu.Item onClick={() => void copied(JSON.stringify(exported(slo), null, 2))}>Copy JSON</Menu.Item>
        <Menu.Item color="red" onClick={() => void remove()}>
          Delete
        </Menu.Item>
      </MoreMenu>
    </>
  );
}

function Parts({ parts, slo }: { parts: SloPart[]; slo: Objective }) {
  const rows = [...parts].sort((a, b) => (a.sli_value ?? 101) - (b.sli_value ?? 101)).slice(0, 100);
  return (
    <Box>
      <Text fw={600} mb={4}>
        {slo.type === "monitor" && (slo.monitor_ids?.length ?? 0) > 1 ? "Monitors" : "Groups"}
      </Text>
      <Table.ScrollContainer minWidth={360}>
        <Table withRowBorders={false} verticalSpacing={3} striped>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th ta="right">Good</Table.Th>
              <Table.Th ta="right">Error budget left</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((one) => {
              const left = one.error_budget_remaining[slo.timeframe];
              return (
                <Table.Tr key={one.group ?? one.name}>
                  <Table.Td>{one.name}</Table.Td>
                  <Table.Td ta="right" c={sloColor(stateOf(one.sli_value, slo.thresholds[0]))} fw={600}>
                    {share(one.sli_value)}
                  </Table.Td>
                  <Table.Td ta="right">{left === undefined ? "–" : share(left)}</Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Box>
  );
}

function Asked({ slo }: { slo: Objective }) {
  const slice = slo.sli_specification?.time_slice;
  const lines: Array<[string, string]> = slice
    ? [
        ...slice.query.queries.map(({ name, query }): [string, string] => [name, query]),
        ["good while", `${slice.query.formulas[0]?.formula} ${slice.comparator} ${slice.threshold}`],
      ]
    : slo.query
      ? [
          ["good", slo.query.numerator],
          ["total", slo.query.denominator],
        ]
      : [];
  return (
    <Box>
      <Text fw={600} mb={4}>
        Measured by
      </Text>
      {lines.map(([name, text]) => (
        <Text key={name} size="sm" style={{ wordBreak: "break-word" }}>
          <Text span c="dimmed" size="sm" mr="xs">
            {name}
          </Text>
          <Text span ff="monospace" size="xs">
            {text}
          </Text>
        </Text>
      ))}
      {slo.monitor_ids && <MonitorRows ids={slo.monitor_ids.map(String)} />}
      {slo.groups && slo.groups.length > 0 && (
        <Text size="sm" c="dimmed" mt={4}>
          of {slo.groups.join("; ")}
        </Text>
      )}
    </Box>
  );
}
