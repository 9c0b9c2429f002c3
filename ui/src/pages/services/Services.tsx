/** Services with their traffic, errors and latencies. */

import { Skeleton, UnstyledButton } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { type Service, useServices } from "@/api/records";
import { Cell } from "@/components/Cell";
import { FilterInput } from "@/components/FilterInput";
import { Page } from "@/components/Page";
import { RowLink } from "@/components/RowLink";
import { useTime } from "@/components/range";
import { Empty, Failure, SendTraces } from "@/components/states";
import { timeParams, useParam, useParams } from "@/components/url";
import { VirtualRows } from "@/components/VirtualRows";
import { nameColor, statusColor } from "@/lib/colors";
import { count, digits, duration } from "@/lib/format";

type Key = "service" | "hits" | "errors" | "p50" | "p95" | "p99";
const COLUMNS: Array<{ key: Key; name: string; width: number }> = [
  { key: "hits", name: "Requests", width: 100 },
  { key: "errors", name: "Errors", width: 100 },
  { key: "p50", name: "p50", width: 80 },
  { key: "p95", name: "p95", width: 80 },
  { key: "p99", name: "p99", width: 80 },
];

export default function Services() {
  const { range } = useTime();
  const params = useParams();
  const [filter, setFilter] = useParam("filter");
  const [sort, setSort] = useParam("sort", "hits");
  const { data, error } = useServices(range);
  const navigate = useNavigate();
  const rows = useMemo(() => {
    const key = sort as Key;
    const found = (data ?? []).filter((one) =>
      `${one.service} ${one.env} ${one.operation}`.toLowerCase().includes(filter.toLowerCase()),
    );
    return found.sort((a, b) =>
      key === "service" ? a.service.localeCompare(b.service) : (b[key] ?? 0) - (a[key] ?? 0),
    );
  }, [data, filter, sort]);
  const sorter = (key: Key, name: string) => (
    <UnstyledButton fz="xs" fw={sort === key ? 700 : 400} aria-pressed={sort === key} onClick={() => setSort(key)}>
      {name}
      {sort === key && (key === "service" ? " ↑" : " ↓")}
    </UnstyledButton>
  );
  return (
    <Page
      fill
      title="Services"
      actions={<FilterInput label="Filter services" placeholder="Filter" value={filter} onChange={setFilter} />}
    >
      {error && <Failure error={error} />}
      {!data && !error && <Skeleton flex={1} />}
      {data && !rows.length && (
        <Empty title={filter ? "No service has this name" : "No service sent traces in this time range"}>
          {!filter && <SendTraces />}
        </Empty>
      )}
      {rows.length > 0 && (
        <VirtualRows
          label="Services"
          items={rows}
          height={34}
          keyOf={(one) => `${one.service} ${one.env} ${one.operation}`}
          onOpen={(one) =>
            void navigate({ to: "/service/$name", params: { name: one.service }, search: timeParams(params) as never })
          }
          head={
            <>
              <Cell head>{sorter("service", "Service")}</Cell>
              <Cell head wide width={160}>
                Operation
              </Cell>
              <Cell head wide width={90}>
                Env
              </Cell>
              {COLUMNS.map(({ key, name, width }) => (
                <Cell key={key} head right width={width}>
                  {sorter(key, name)}
                </Cell>
              ))}
            </>
          }
          row={(one) => <Row row={one} />}
        />
      )}
    </Page>
  );
}

function Row({ row }: { row: Service }) {
  const params = useParams();
  return (
    <>
      <Cell>
        <span style={{ borderLeft: `3px solid ${nameColor(row.service)}`, paddingLeft: 8 }}>
          <RowLink to="/service/$name" params={{ name: row.service }} search={timeParams(params) as never}>
            {row.service}
          </RowLink>
        </span>
      </Cell>
      <Cell wide width={160} dim>
        {row.operation}
      </Cell>
      <Cell wide width={90} dim>
        {row.env}
      </Cell>
      <Cell width={100} right>
        {count(row.hits)}
      </Cell>
      <Cell width={100} right>
        <span style={row.errors ? { color: statusColor("error") } : { opacity: 0.5 }}>
          {row.hits ? `${digits((row.errors / row.hits) * 100)}%` : "–"}
        </span>
      </Cell>
      {[row.p50, row.p95, row.p99].map((seconds, at) => (
        <Cell key={at} width={80} right>
          {duration(seconds * 1e9)}
        </Cell>
      ))}
    </>
  );
}
