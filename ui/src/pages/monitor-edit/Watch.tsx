/** What is watched: for each kind the form that fits its query; the query's text for what no form fits. */

import { NumberInput, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { QueryInput } from "@/components/QueryInput";
import { CheckForm } from "./CheckForm";
import { Composite } from "./Composite";
import { type Editing, field as fieldOf } from "./edit";
import { FormulaForm } from "./FormulaForm";
import { Objective } from "./Objective";
import { RecordsForm } from "./RecordsForm";
import { WindowStart } from "./Schedule";
import { Choice, Comparison, MONO, Window, Words } from "./Words";

export function Watch(props: { editing: Editing; made: boolean }) {
  const { kind, parts, ask, set, body } = props.editing;
  const field = (name: string) => fieldOf({ parts, ask }, name);
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
          <WindowStart editing={props.editing} />
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
            {parts.algorithm?.endsWith("MAD") && (
              <>
                in
                <NumberInput
                  aria-label="Share of points in %"
                  w={80}
                  min={0}
                  max={100}
                  placeholder="any"
                  {...field("share")}
                />
                % of its points
              </>
            )}
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
      return <CheckForm parts={parts} ask={ask} />;
    case "log":
    case "trace":
    case "event":
      return <RecordsForm kind={kind} parts={parts} ask={ask} />;
    case "formula":
      return <FormulaForm {...props} />;
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
