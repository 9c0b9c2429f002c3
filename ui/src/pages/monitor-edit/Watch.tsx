/** What is watched: for each kind the form that fits its query; the query's text for what no form fits. */

import { Group, NumberInput, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useMonitors } from "@/api/monitors";
import { QueryInput } from "@/components/QueryInput";
import type { Editing } from "./edit";
import { Objective } from "./Objective";
import { Choice, Comparison, LAST, Window, Words } from "./Words";

const MONO = { input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: 13 } };
const FIGURES = ["count", "cardinality", "avg", "min", "max", "sum", "median", "pc75", "pc90", "pc95", "pc98", "pc99"];

export function Watch(props: { editing: Editing }) {
  const { kind, parts, ask, set, body } = props.editing;
  const field = (name: string) => ({
    value: parts[name] ?? "",
    onChange: (value: string | number | null) => ask({ [name]: String(value ?? "") }),
  });
  const query = <QueryInput aria-label="Query" value={parts.query ?? ""} onChange={(value) => ask({ query: value })} />;
  switch (kind) {
    case "metric":
    case "change":
      return (
        <Stack gap="xs">
          {query}
          <Words>
            Alert when
            {kind === "change" && (
              <Choice
                label="What of the change"
                w={180}
                data={[
                  { value: "change", label: "the change" },
                  { value: "pct_change", label: "the change in %" },
                ]}
                {...field("change")}
              />
            )}
            <Choice
              label="How the window becomes a value"
              w={90}
              data={["avg", "sum", "min", "max", "last"]}
              {...field("over")}
            />
            of the
            <Window {...field("window")} cumulative={kind === "metric"} />
            {kind === "change" && (
              <>
                against
                <Choice
                  label="Earlier time"
                  w={130}
                  data={["5m", "15m", "1h", "4h", "1d", "1w"].map((one) => ({
                    value: `last_${one}`,
                    label: `${one} before`,
                  }))}
                  {...field("shift")}
                />
              </>
            )}
            is
            <Comparison {...field("comparator")} />
          </Words>
        </Stack>
      );
    case "anomaly":
      return (
        <Stack gap="xs">
          {query}
          <Words>
            Points
            <Choice
              label="Direction"
              w={150}
              data={[
                { value: "both", label: "above or below" },
                { value: "above", label: "above" },
                { value: "below", label: "below" },
              ]}
              {...field("direction")}
            />
            a band of
            <NumberInput aria-label="Bounds" w={70} min={1} step={0.5} {...field("bounds")} />
            deviations by
            <Choice label="Algorithm" w={100} data={["basic", "agile", "robust"]} {...field("algorithm")} />
            {parts.algorithm !== "basic" && (
              <>
                with a season that is
                <Choice label="Seasonality" w={100} data={["hourly", "daily", "weekly"]} {...field("seasonality")} />
              </>
            )}
          </Words>
          <Words>
            Of the
            <Window {...field("alert_window")} label="Alert window" />
            their share is
            <Comparison {...field("comparator")} />
            <Text size="sm" c="dimmed">
              a threshold from 0 to 1
            </Text>
          </Words>
        </Stack>
      );
    case "outlier":
      return (
        <Stack gap="xs">
          {query}
          <Words>
            A group stands apart by
            <Choice
              label="Algorithm"
              w={140}
              data={["DBSCAN", "MAD", "scaledDBSCAN", "scaledMAD"]}
              {...field("algorithm")}
            />
            with tolerance
            <NumberInput aria-label="Tolerance" w={80} min={0.1} step={0.5} {...field("tolerance")} />
            over the
            <Window {...field("window")} />
          </Words>
        </Stack>
      );
    case "forecast":
      return (
        <Stack gap="xs">
          {query}
          <Words>
            Within the
            <Choice
              label="Time ahead"
              w={130}
              data={["12h", "24h", "1d", "2d", "1w", "2w", "1mo"].map((one) => ({
                value: `next_${one}`,
                label: `next ${one}`,
              }))}
              {...field("window")}
            />
            the value is going to be
            <Choice
              label="Comparison"
              w={80}
              data={[">", ">=", "<", "<="]}
              value={parts.comparator ?? ">="}
              onChange={(comparator) =>
                ask({ comparator: comparator ?? ">=", over: comparator?.startsWith("<") ? "min" : "max" })
              }
            />
            by a
            <Choice label="Algorithm" w={110} data={["linear", "seasonal"]} {...field("algorithm")} />
            forecast from
            <TextInput
              aria-label="History"
              w={80}
              value={parts.history ?? ""}
              onChange={(e) => ask({ history: e.currentTarget.value })}
            />
          </Words>
        </Stack>
      );
    case "check":
      return (
        <Stack gap="xs">
          <Group grow align="flex-start">
            <TextInput
              label="Check"
              styles={MONO}
              value={parts.name ?? ""}
              onChange={(e) => ask({ name: e.currentTarget.value })}
            />
            <TextInput
              label="Over"
              description="tags with commas; * for all"
              styles={MONO}
              value={parts.over ?? ""}
              onChange={(e) => ask({ over: e.currentTarget.value })}
            />
            <TextInput
              label="For each"
              description="keys with commas; * for every set of tags"
              styles={MONO}
              value={parts.by ?? ""}
              onChange={(e) => ask({ by: e.currentTarget.value })}
            />
          </Group>
          <Words>
            Judge
            <Choice
              label="How runs are judged"
              w={210}
              data={[
                { value: "count_by_status", label: "runs in a row" },
                { value: "pct_by_status", label: "the share of checks in %" },
              ]}
              {...field("end")}
            />
            of the last
            <NumberInput aria-label="Runs" w={80} min={1} max={100} {...field("runs")} />
            runs
          </Words>
        </Stack>
      );
    case "log":
    case "trace":
    case "event":
      return (
        <Stack gap="xs">
          <TextInput
            label="Search"
            styles={MONO}
            spellCheck={false}
            value={parts.search ?? ""}
            onChange={(e) => ask({ search: e.currentTarget.value })}
          />
          <Words>
            Alert when the
            <Choice
              label="Figure"
              w={120}
              data={FIGURES}
              value={parts.figure ?? "count"}
              onChange={(figure) =>
                ask({ figure: figure ?? "count", field: figure === "count" ? "" : parts.field || "@duration" })
              }
            />
            {parts.figure !== "count" && (
              <TextInput
                aria-label="Of which field"
                w={150}
                styles={MONO}
                value={parts.field ?? ""}
                onChange={(e) => ask({ field: e.currentTarget.value })}
              />
            )}
            for each
            <TextInput
              aria-label="Split by"
              placeholder="service,@http.method"
              w={190}
              styles={MONO}
              value={parts.by ?? ""}
              onChange={(e) => ask({ by: e.currentTarget.value })}
            />
            of the
            <Choice
              label="Window"
              w={110}
              data={LAST.map((one) => ({ value: one, label: `last ${one}` }))}
              {...field("window")}
            />
            is
            <Comparison {...field("comparator")} />
          </Words>
        </Stack>
      );
    case "composite":
      return <Composite value={parts.query ?? ""} onChange={(value) => ask({ query: value })} />;
    case "slo":
      return <Objective parts={parts} ask={ask} />;
    default:
      return (
        <Textarea
          label={`Query (${body.type})`}
          autosize
          styles={MONO}
          value={body.query}
          onChange={(event) => set({ query: event.currentTarget.value })}
        />
      );
  }
}

function Composite({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { data = [] } = useMonitors();
  const named = [...value.matchAll(/\d+/g)].map(([number]) => data.find((one) => String(one.id) === number));
  return (
    <Stack gap="xs">
      <Group align="flex-end" gap="xs">
        <TextInput
          label="Monitors joined"
          description="numbers with && (both), || (either), ! (not) and parentheses"
          placeholder="12 && !34"
          style={{ flex: 1, minWidth: 220 }}
          styles={MONO}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
        <Select
          label="Add a monitor"
          placeholder="choose"
          searchable
          w={260}
          value={null}
          data={data
            .filter((one) => one.type !== "composite")
            .map((one) => ({ value: String(one.id), label: `${one.name} (${one.id})` }))}
          onChange={(id) => id && onChange(value.trim() ? `${value.trim()} && ${id}` : id)}
        />
      </Group>
      {named.map((one) => one && <Text key={one.id} size="xs" c="dimmed">{`${one.id}  ${one.name}`}</Text>)}
    </Stack>
  );
}
