/** toplist: groups by their value, the largest first; flat, or stacked by what they consist of. */

import { Box, Stack, Text } from "@mantine/core";
import { faded, seriesColor } from "@/lib/colors";
import { lookOf } from "@/lib/conditional";
import { value as formatted } from "@/lib/format";
import { formatsOf, requestsOf } from "@/lib/requests";
import { rowName, sorted } from "@/lib/rows";
import { type Stack as Stacked, stacked } from "@/lib/stacks";
import { CommonForm } from "./frame/CommonForm";
import { FormatsForm } from "./frame/FormatsForm";
import { Fields, SelectField, withMember } from "./frame/fields";
import { GroupMenu } from "./frame/GroupMenu";
import { instead } from "./frame/notices";
import { RequestsForm } from "./frame/RequestsForm";
import { useValues } from "./frame/values";
import classes from "./toplist.module.css";
import type { FormProps, ViewProps, Widget } from "./widget";

const MOST = 500;

type Style = { display?: { type?: string; legend?: string }; palette?: string; scaling?: string };

function View({ definition, scene }: ViewProps) {
  const request = requestsOf(definition)[0];
  const { data, ...state } = useValues(request, scene);
  const rows = sorted(data?.rows ?? [], data?.groups ?? [], request)
    .filter((row) => row.values.some((value) => value !== null))
    .slice(0, MOST);
  const notice = instead(state, rows.length > 0);
  if (notice || !data) return notice;
  const style = (definition.style ?? {}) as Style;
  const palette = request?.style?.palette ?? style.palette;
  const bars = stacked(rows, data.names, style.display?.type === "stacked");
  const most = Math.max(...bars.map((bar) => Math.abs(bar.total))) || 1;
  const layers = [...new Set(bars.flatMap((bar) => bar.parts.map((part) => part.name)))];
  const several = layers.length > 1;
  const colorOf = (name: string) => seriesColor(layers.indexOf(name), palette);
  const share = (bar: Stacked, value: number) =>
    (Math.abs(value) / (style.scaling === "relative" && several ? Math.abs(bar.total) || 1 : most)) * 100;
  return (
    <Box className={classes.box}>
      <Box component="ol" className={classes.list}>
        {bars.map((bar) => {
          const look = several ? {} : lookOf(bar.total, formatsOf(request));
          const plain = look.background ?? look.color ?? seriesColor(0, palette);
          return (
            <li key={bar.key}>
              <span className={classes.bars} aria-hidden>
                {bar.parts.map((part) => (
                  <i
                    key={part.name}
                    title={several ? `${part.name}: ${formatted(part.value, data.units[part.column])}` : undefined}
                    style={{
                      width: `${share(bar, part.value)}%`,
                      background: several ? colorOf(part.name) : faded(plain, 0.4),
                    }}
                  />
                ))}
              </span>
              <Text span className={classes.value}>
                {look.hidden ? "" : formatted(bar.total, data.units[0])}
              </Text>
              <GroupMenu
                definition={definition}
                scene={scene}
                keys={data.groups}
                tags={bar.tags}
                className={classes.name ?? ""}
              >
                {rowName({ tags: bar.tags, values: [] })}
              </GroupMenu>
            </li>
          );
        })}
      </Box>
      {several && style.display?.legend !== "none" && (
        <Box className={classes.legend}>
          {layers.slice(0, 30).map((name) => (
            <span key={name}>
              <i style={{ background: colorOf(name) }} /> {name}
            </span>
          ))}
        </Box>
      )}
    </Box>
  );
}

function Form(props: FormProps) {
  const { definition, onChange } = props;
  const style = (definition.style ?? {}) as Style;
  const set = (next: unknown) => onChange({ ...definition, style: next });
  return (
    <Stack gap="sm">
      <RequestsForm {...props} kind="scalar" />
      <Fields>
        <SelectField
          label="Bars"
          of={style.display}
          member="type"
          standard="flat"
          data={["flat", "stacked"]}
          onChange={(display) =>
            set({
              ...style,
              display: display.type === "stacked" ? { legend: "automatic", ...display } : { type: "flat" },
            })
          }
        />
        {style.display?.type === "stacked" && (
          <SelectField
            label="Legend"
            of={style.display}
            member="legend"
            standard="automatic"
            data={["automatic", "inline", "none"]}
            onChange={(display) => set({ ...style, display })}
          />
        )}
        <SelectField
          label="Lengths"
          of={style}
          member="scaling"
          standard="absolute"
          data={["absolute", "relative"]}
          onChange={(next) => set(withMember(style, "scaling", next.scaling))}
        />
      </Fields>
      <FormatsForm {...props} />
      <CommonForm {...props} />
    </Stack>
  );
}

export const widget: Widget = {
  type: "toplist",
  name: "Top list",
  size: { width: 4, height: 3 },
  initial: {
    type: "toplist",
    title: "",
    requests: [{ q: "top(avg:system.load.1{*} by {host}, 10, 'mean', 'desc')" }],
  },
  example: {
    type: "toplist",
    title: "Busiest hosts",
    requests: [
      {
        q: "top(avg:system.load.1{*} by {host}, 10, 'mean', 'desc')",
        conditional_formats: [
          { comparator: ">", value: 4, palette: "white_on_red" },
          { comparator: ">=", value: 0, palette: "white_on_green" },
        ],
      },
    ],
  },
  View,
  Form,
};
