/** split_group: one widget drawn for each value of a tag. */

import { Box, NumberInput, Stack, TextInput } from "@mantine/core";
import { type ReactNode, useMemo } from "react";
import type { Definition } from "@/api/dashboards";
import type { Request } from "@/lib/requests";
import { chosenSplits, narrowed, rankingRequest, type SplitConfig, splitKeys } from "@/lib/split";
import { widgetOf } from "./catalogue";
import { TimeAround, TimeField } from "./frame/CommonForm";
import { Fields, SelectField, SwitchField } from "./frame/fields";
import { instead } from "./frame/notices";
import { useValues } from "./frame/values";
import classes from "./split_group.module.css";
import type { FormProps, ViewProps, Widget } from "./widget";

const FIRST = 12;
const MOST = 100;
const WIDTHS: Record<string, number> = { xs: 170, sm: 250, md: 340, lg: 520 };

function View({ definition, scene }: ViewProps) {
  const source = definition.source_widget_definition as Definition | undefined;
  const config = (definition.split_config ?? {}) as SplitConfig;
  const chosen = chosenSplits(config);
  const ranking = chosen.length || !source ? undefined : rankingRequest(source, config);
  const { data, ...state } = useValues(ranking, scene);
  const alike = definition.has_uniform_y_axes === true && !chosen.length;
  const tops = useValues(alike && ranking ? highest(ranking) : undefined, scene);
  const Source = widgetOf(source?.type ?? "")?.View;
  const keys = splitKeys(config);
  const sign = config.sort?.order === "asc" ? 1 : -1;
  const splits = chosen.length
    ? chosen
    : [...(data?.rows ?? [])]
        .filter((row) => row.values[0] !== null && row.tags.every((tag) => tag && tag !== "N/A"))
        .sort((a, b) => sign * ((a.values[0] ?? 0) - (b.values[0] ?? 0)))
        .map((row) => row.tags.map((tag, at) => `${keys[at] ?? data?.groups[at]}:${tag}`));
  const shown = splits.slice(0, Math.min(MOST, config.limit ?? FIRST));
  const notice = instead(state, shown.length > 0);
  if (notice || !source || !Source) return notice ?? null;
  const high = Math.max(0, ...(tops.data?.rows ?? []).map((row) => row.values[0] ?? 0));
  const uniform = high > 0 ? { yaxis: { ...(source.yaxis as object), max: String(high * 1.05) } } : {};
  const width = WIDTHS[String(definition.size)] ?? WIDTHS.md;
  return (
    <Box
      className={classes.grid}
      style={{ gridTemplateColumns: `repeat(auto-fill, minmax(min(100%, ${width}px), 1fr))` }}
    >
      {shown.map((tags) => (
        <One key={tags.join()} source={source} tags={tags} more={uniform}>
          {(own) => <Source definition={own} scene={scene} />}
        </One>
      ))}
    </Box>
  );
}

/** The same request for the largest value of each. */
const highest = (request: Request): Request => ({
  ...request,
  queries: (request.queries ?? []).map((query) => ({ ...query, aggregator: "max" })),
});

type OneProps = { source: Definition; tags: string[]; more: object; children: (own: Definition) => ReactNode };

function One({ source, tags, more, children }: OneProps) {
  const json = JSON.stringify([source, tags, more]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `json` stands for all
  const own = useMemo(() => ({ ...narrowed(source, tags), ...more }) as Definition, [json]);
  const name = tags.map((tag) => tag.slice(tag.indexOf(":") + 1)).join(", ");
  return (
    <section className={classes.one} aria-label={name}>
      <h3 title={tags.join(", ")}>{name}</h3>
      <div>{children(own)}</div>
    </section>
  );
}

function Form(props: FormProps) {
  const { definition, onChange } = props;
  const config = (definition.split_config ?? {}) as SplitConfig;
  const set = (part: Partial<SplitConfig>) => onChange({ ...definition, split_config: { ...config, ...part } });
  const own = { of: definition, onChange: (next: unknown) => onChange(next as Definition) };
  const source = definition.source_widget_definition as Definition | undefined;
  const SourceForm = widgetOf(source?.type ?? "")?.Form;
  return (
    <Stack gap="sm">
      <Fields>
        <TextInput
          size="xs"
          label="One graph for each"
          placeholder="host"
          value={splitKeys(config)[0] ?? ""}
          onChange={(event) => set({ split_dimensions: [{ one_graph_per: event.currentTarget.value }] })}
        />
        <NumberInput
          size="xs"
          w={100}
          label="At most"
          min={1}
          max={MOST}
          value={config.limit ?? FIRST}
          onChange={(limit) => set({ limit: Number(limit) || FIRST })}
        />
        <SelectField
          label="First"
          of={config.sort}
          member="order"
          standard="desc"
          width={110}
          data={[
            { value: "desc", label: "the largest" },
            { value: "asc", label: "the smallest" },
          ]}
          onChange={(sort) => set({ sort: sort as NonNullable<SplitConfig["sort"]> })}
        />
        <SelectField {...own} label="Size" member="size" standard="md" width={80} data={["xs", "sm", "md", "lg"]} />
        <SwitchField {...own} label="Axes alike" member="has_uniform_y_axes" />
      </Fields>
      {source && SourceForm && (
        <TimeAround.Provider value={true}>
          <SourceForm
            definition={source}
            onChange={(next) => onChange({ ...definition, source_widget_definition: next })}
          />
        </TimeAround.Provider>
      )}
      <TimeField {...props} />
    </Stack>
  );
}

const source = { type: "timeseries", title: "", requests: [{ q: "avg:system.load.1{*}", display_type: "area" }] };
const split = {
  type: "split_group",
  source_widget_definition: source,
  split_config: {
    split_dimensions: [{ one_graph_per: "host" }],
    limit: 12,
    sort: { compute: { aggregation: "avg", metric: "system.load.1" }, order: "desc" },
  },
  size: "sm",
  has_uniform_y_axes: true,
};

export const widget: Widget = {
  type: "split_group",
  name: "Split graph",
  size: { width: 12, height: 4 },
  initial: { ...split, title: "" },
  example: { ...split, title: "Load, a graph for each host" },
  View,
  Form,
};
