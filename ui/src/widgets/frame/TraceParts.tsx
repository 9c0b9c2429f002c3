/** The parts of a service's summary: graphs of its trace metrics, and what its spans tell. */

import { Box, Skeleton, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { Definition } from "@/api/dashboards";
import { useResources } from "@/api/records";
import { type LatencyStep, useLatencies, useServiceMap } from "@/api/service-map";
import { Failure } from "@/components/states";
import { nameColor, statusColor } from "@/lib/colors";
import { count, digits, duration } from "@/lib/format";
import { errorShare, errors, hits, latency, PERCENTILES, type Traced } from "@/lib/trace-metrics";
import { widget as timeseries } from "../timeseries";
import type { Scene } from "../widget";
import { Quiet } from "./notices";
import { OwnLink } from "./OwnLink";
import classes from "./TraceParts.module.css";

type Props = { of: Traced; scene: Scene };

export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.part} aria-label={title}>
      <Text component="h3" size="xs" fw={600} c="dimmed">
        {title}
      </Text>
      <Box className={classes.body}>{children}</Box>
    </section>
  );
}

function Drawn({ requests, scene }: { requests: unknown[]; scene: Scene }) {
  const definition: Definition = { type: "timeseries", title: "", requests, legend_layout: "horizontal" };
  return <timeseries.View definition={definition} scene={scene} />;
}

export const Hits = ({ of, scene }: Props) => (
  <Drawn
    scene={scene}
    requests={[
      {
        queries: [{ name: "a", data_source: "metrics", query: hits(of) }],
        formulas: [{ formula: "a", alias: "requests/s" }],
        display_type: "bars",
      },
    ]}
  />
);

export const Errors = ({ of, scene }: Props) => (
  <Drawn
    scene={scene}
    requests={[
      {
        queries: [{ name: "a", data_source: "metrics", query: errors(of) }],
        formulas: [{ formula: "a", alias: "errors/s" }],
        display_type: "bars",
        style: { palette: "red" },
      },
    ]}
  />
);

export const ErrorShare = ({ of, scene }: Props) => (
  <Drawn
    scene={scene}
    requests={[
      {
        q: errorShare(of),
        metadata: [{ expression: errorShare(of), alias_name: "% of requests" }],
        style: { palette: "red" },
      },
    ]}
  />
);

export const Latency = ({ of, scene }: Props) => (
  <Drawn
    scene={scene}
    requests={[
      {
        queries: PERCENTILES.map((name) => ({ name, data_source: "metrics", query: latency(of, name) })),
        formulas: PERCENTILES.map((name) => ({
          formula: name,
          alias: name,
          number_format: { unit: { type: "canonical_unit", unit_name: "second" } },
        })),
      },
    ]}
  />
);

/** How long requests took: bars of equal ratio, errors in red. */
export function Distribution({ of, scene }: Props) {
  const { data, error } = useLatencies(of.service, scene.range, of.env, of.operation);
  if (error && !data) return <Failure error={error} />;
  if (!data) return <Skeleton height="100%" />;
  if (!data.length) return <Quiet query={`service:${of.service}`} />;
  const most = Math.max(...data.map((one) => one.hits));
  const first = data[0] as LatencyStep;
  const last = data.at(-1) as LatencyStep;
  const steps = Math.max(12, Math.round(10 * Math.log10(last.from_s / first.from_s)) + 1);
  return (
    <Box className={classes.spread} role="img" aria-label="How long requests took">
      <Box className={classes.bars}>
        {data.map((one) => (
          <i
            key={one.from_s}
            title={`${duration(one.from_s * 1e9)} to ${duration(one.to_s * 1e9)}: ${count(one.hits)} requests, ${count(one.errors)} errors`}
            style={{
              left: `${(Math.round(10 * Math.log10(one.from_s / first.from_s)) / steps) * 100}%`,
              width: `calc(${100 / steps}% - 1px)`,
              height: `${Math.max((one.hits / most) * 100, 1)}%`,
              background: `linear-gradient(to top, ${statusColor("error")} ${(one.errors / one.hits) * 100}%, var(--mantine-color-blue-5) 0)`,
            }}
          />
        ))}
      </Box>
      <Box className={classes.axis}>
        <span>{duration(first.from_s * 1e9)}</span>
        <span>{duration(last.to_s * 1e9)}</span>
      </Box>
    </Box>
  );
}

/** Where the time of a service's calls goes: by the services that it calls. */
export function Breakdown({ of, scene }: Props) {
  const { data, error } = useServiceMap(scene.range, of.env);
  if (error && !data) return <Failure error={error} />;
  if (!data) return <Skeleton height="100%" />;
  const called = data.edges.filter((one) => one.source === of.service).sort((a, b) => b.total_s - a.total_s);
  const whole = data.nodes.find((one) => one.service === of.service)?.total_s ?? 0;
  if (!whole) return <Quiet query={`service:${of.service}`} />;
  const own = Math.max(0, whole - called.reduce((sum, one) => sum + one.total_s, 0));
  const rows = [
    { name: of.service, total_s: own },
    ...called.map(({ target, total_s }) => ({ name: target, total_s })),
  ];
  const most = Math.max(...rows.map((one) => one.total_s)) || 1;
  return (
    <ol className={classes.rows}>
      {rows.map(({ name, total_s }) => (
        <li key={name}>
          <i style={{ width: `${(total_s / most) * 100}%`, background: nameColor(name) }} />
          <span>{name === of.service ? `${name} itself` : name}</span>
          <b>{digits((total_s / whole) * 100, 1)}%</b>
        </li>
      ))}
    </ol>
  );
}

export function ResourceList({ of, scene }: Props) {
  const { data, error } = useResources(of.service, scene.range);
  if (error && !data) return <Failure error={error} />;
  if (!data) return <Skeleton height="100%" />;
  if (!data.length) return <Quiet query={`service:${of.service}`} />;
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th>Resource</th>
          <th>Requests</th>
          <th>Errors</th>
          <th>p50</th>
          <th>p95</th>
          <th>p99</th>
        </tr>
      </thead>
      <tbody>
        {data.slice(0, 100).map((one) => (
          <tr key={one.resource}>
            <td title={one.resource}>
              <OwnLink
                to="/traces"
                search={{
                  query: `service:"${of.service}" resource_name:"${one.resource.replace(/["\\]/g, "\\$&")}"`,
                }}
              >
                {one.resource}
              </OwnLink>
            </td>
            <td>{count(one.hits)}</td>
            <td style={one.errors ? { color: statusColor("error") } : undefined}>
              {digits((one.errors / one.hits) * 100)}%
            </td>
            {[one.p50, one.p95, one.p99].map((seconds, at) => (
              <td key={at}>{duration(seconds * 1e9)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
