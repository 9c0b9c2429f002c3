/** bar_chart: groups as upright bars, flat or stacked. */

import { Box } from "@mantine/core";
import { seriesColor } from "@/lib/colors";
import { lookOf } from "@/lib/conditional";
import { value as formatted } from "@/lib/format";
import { formatsOf, requestsOf } from "@/lib/requests";
import { rowName, sorted } from "@/lib/rows";
import { stacked } from "@/lib/stacks";
import classes from "./bar_chart.module.css";
import { GroupMenu } from "./frame/GroupMenu";
import { instead } from "./frame/notices";
import { useValues } from "./frame/values";
import { widget as toplist } from "./toplist";
import type { ViewProps, Widget } from "./widget";

const MOST = 60;

type Style = { display?: { type?: string; legend?: string }; palette?: string; scaling?: string };

function View({ definition, scene }: ViewProps) {
  const request = requestsOf(definition)[0];
  const { data, ...state } = useValues(request, scene);
  const rows = sorted(data?.rows ?? [], data?.groups ?? [], request).filter((row) =>
    row.values.some((value) => value !== null),
  );
  const notice = instead(state, rows.length > 0);
  if (notice || !data) return notice;
  const style = (definition.style ?? {}) as Style;
  const palette = request?.style?.palette ?? style.palette;
  const together = style.display?.type === "stacked" || data.names.length > 1;
  const bars = stacked(rows, data.names, together).slice(0, MOST);
  const most = Math.max(...bars.map((bar) => Math.abs(bar.total))) || 1;
  const layers = [...new Set(bars.flatMap((bar) => bar.parts.map((part) => part.name)))];
  const several = layers.length > 1;
  return (
    <Box className={classes.box}>
      <Box component="ol" className={classes.bars}>
        {bars.map((bar) => {
          const look = several ? {} : lookOf(bar.total, formatsOf(request));
          const whole = style.scaling === "relative" && several ? Math.abs(bar.total) || 1 : most;
          return (
            <li key={bar.key}>
              <span className={classes.value}>{look.hidden ? "" : formatted(bar.total, data.units[0], 1)}</span>
              <span className={classes.room}>
                {bar.parts.map((part) => (
                  <i
                    key={part.name}
                    title={`${[rowName({ tags: bar.tags, values: [] }), several && part.name].filter(Boolean).join(", ")}: ${formatted(part.value, data.units[part.column])}`}
                    style={{
                      height: `${(Math.abs(part.value) / whole) * 100}%`,
                      background: several
                        ? seriesColor(layers.indexOf(part.name), palette)
                        : (look.background ?? look.color ?? seriesColor(0, palette)),
                    }}
                  />
                ))}
              </span>
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
              <i style={{ background: seriesColor(layers.indexOf(name), palette) }} /> {name}
            </span>
          ))}
        </Box>
      )}
    </Box>
  );
}

export const widget: Widget = {
  type: "bar_chart",
  name: "Bar chart",
  size: { width: 4, height: 3 },
  initial: { type: "bar_chart", title: "", requests: [{ q: "avg:system.load.1{*} by {host}", aggregator: "avg" }] },
  example: {
    type: "bar_chart",
    title: "Memory by host",
    requests: [{ q: "avg:system.mem.used{*} by {host}", aggregator: "avg" }],
  },
  View,
  Form: toplist.Form as NonNullable<Widget["Form"]>,
};
