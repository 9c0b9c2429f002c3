/** A service: its requests, errors and latencies, its resources, the way to its traces, logs and neighbours. */

import { Button, Skeleton, Title } from "@mantine/core";
import { Link, useNavigate, useParams as usePath } from "@tanstack/react-router";
import { useResources } from "@/api/records";
import { Cell } from "@/components/Cell";
import { Page } from "@/components/Page";
import { useTime } from "@/components/range";
import { Empty, Failure } from "@/components/states";
import { timeParams, useParams } from "@/components/url";
import { VirtualRows } from "@/components/VirtualRows";
import { statusColor } from "@/lib/colors";
import { count, digits, duration } from "@/lib/format";
import { term } from "@/lib/search";
import { Summary } from "./Summary";

export default function Service() {
  const { name = "" } = usePath({ strict: false }) as { name?: string };
  const { range } = useTime();
  const params = useParams();
  const navigate = useNavigate();
  const { data, error } = useResources(name, range);
  const query = term("service", name);
  const traces = (extra = "") => ({
    to: "/traces" as const,
    search: { ...timeParams(params), query: `${query}${extra}` } as never,
  });
  return (
    <Page
      fill
      title={name}
      actions={
        <>
          <Button
            variant="default"
            renderRoot={(props) => (
              <Link to="/service-map" search={{ ...timeParams(params), service: name } as never} {...props} />
            )}
          >
            Map
          </Button>
          <Button variant="default" renderRoot={(props) => <Link {...traces()} {...props} />}>
            Traces
          </Button>
          <Button
            variant="default"
            renderRoot={(props) => <Link to="/logs" search={{ ...timeParams(params), query } as never} {...props} />}
          >
            Logs
          </Button>
        </>
      }
    >
      <Summary service={name} />
      <Title order={2} size="h5" mb="xs">
        Resources
      </Title>
      {error && <Failure error={error} />}
      {!data && !error && <Skeleton flex={1} />}
      {data && !data.length && <Empty title="No requests in this time range" />}
      {data && data.length > 0 && (
        <VirtualRows
          label="Resources"
          items={data}
          height={32}
          keyOf={(one) => one.resource}
          onOpen={(one) => void navigate(traces(` ${term("resource_name", one.resource)}`))}
          head={
            <>
              <Cell head>Resource</Cell>
              {["Requests", "Errors", "p50", "p95", "p99", "Total time"].map((title) => (
                <Cell key={title} head right width={90}>
                  {title}
                </Cell>
              ))}
            </>
          }
          row={(one) => (
            <>
              <Cell title={one.resource} mono>
                {one.resource}
              </Cell>
              <Cell width={90} right>
                {count(one.hits)}
              </Cell>
              <Cell width={90} right>
                <span style={one.errors ? { color: statusColor("error") } : { opacity: 0.5 }}>
                  {one.hits ? `${digits((one.errors / one.hits) * 100)}%` : "–"}
                </span>
              </Cell>
              {[one.p50, one.p95, one.p99, one.total_s].map((seconds, at) => (
                <Cell key={at} width={90} right>
                  {duration(seconds * 1e9)}
                </Cell>
              ))}
            </>
          )}
        />
      )}
    </Page>
  );
}
