/** Hosts: a list with figures and tags, or a map of tiles coloured by load. */

import { Badge, Group, SegmentedControl, Skeleton, Text, UnstyledButton } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type Host, useHosts } from "@/api/hosts";
import { Cell } from "@/components/Cell";
import { Page } from "@/components/Page";
import { SearchBox } from "@/components/SearchBox";
import { Command, Empty, Failure } from "@/components/states";
import { timeParams, useParam, useParams } from "@/components/url";
import { VirtualRows } from "@/components/VirtualRows";
import { statusColor } from "@/lib/colors";
import { digits } from "@/lib/format";
import { agoText } from "@/lib/time";
import { HostMap } from "./HostMap";

const COLUMNS: Array<{ key: "cpu" | "iowait" | "load"; name: string; unit: string }> = [
  { key: "cpu", name: "CPU", unit: "%" },
  { key: "iowait", name: "I/O wait", unit: "%" },
  { key: "load", name: "Load 15", unit: "" },
];

export default function Hosts() {
  const [filter, setFilter] = useParam("filter");
  const [sort, setSort] = useParam("sort", "host_name");
  const [view, setView] = useParam("view", "list");
  const params = useParams();
  const navigate = useNavigate();
  const { data, error } = useHosts(filter, sort, sort === "host_name" ? "asc" : "desc");
  const hosts = data?.host_list ?? [];
  const open = (host: Host) =>
    void navigate({
      to: "/dashboard/$id",
      params: { id: "sys-tem-hst" },
      search: { ...timeParams(params), tpl_host: host.name } as never,
    });
  const sorter = (key: string, name: string) => (
    <UnstyledButton fz="xs" fw={sort === key ? 700 : 400} aria-pressed={sort === key} onClick={() => setSort(key)}>
      {name}
      {sort === key && (key === "host_name" ? " ↑" : " ↓")}
    </UnstyledButton>
  );
  return (
    <Page
      fill
      title="Hosts"
      actions={
        <SegmentedControl
          size="xs"
          aria-label="View"
          data={[
            { value: "list", label: "List" },
            { value: "map", label: "Map" },
          ]}
          value={view}
          onChange={setView}
        />
      }
    >
      <Group mb="xs">
        <SearchBox
          label="Filter hosts"
          placeholder="name, tag:value or host:name"
          value={filter}
          onCommit={setFilter}
        />
        {data && (
          <Text size="sm" c="dimmed">
            {data.total_matching} hosts, {hosts.filter((host) => host.up).length} up
          </Text>
        )}
      </Group>
      {error && <Failure error={error} />}
      {!data && !error && <Skeleton flex={1} />}
      {data && !hosts.length && (
        <Empty title={filter ? "No host matches" : "No hosts yet"}>
          {!filter && (
            <Text size="sm" c="dimmed">
              Start the agent on a host, with this server's API key from Settings:
            </Text>
          )}
          {!filter && <Command>{`DD_API_KEY=<your API key> DD_DD_URL=${location.origin} vizsla agent`}</Command>}
        </Empty>
      )}
      {hosts.length > 0 && view === "map" && <HostMap hosts={hosts} onOpen={open} />}
      {hosts.length > 0 && view !== "map" && (
        <VirtualRows
          label="Hosts"
          items={hosts}
          height={34}
          keyOf={(host) => host.name}
          onOpen={open}
          head={
            <>
              <Cell head width={220}>
                {sorter("host_name", "Name")}
              </Cell>
              <Cell head width={60}>
                State
              </Cell>
              {COLUMNS.map(({ key, name }) => (
                <Cell key={key} head width={76} right>
                  {sorter(key, name)}
                </Cell>
              ))}
              <Cell head width={90}>
                Reported
              </Cell>
              <Cell head width={80}>
                Agent
              </Cell>
              <Cell head>Tags</Cell>
            </>
          }
          row={(host) => (
            <>
              <Cell width={220} title={host.name}>
                <b>{host.name}</b>
              </Cell>
              <Cell width={60}>
                <span style={{ color: statusColor(host.up ? "ok" : "error") }}>{host.up ? "● up" : "○ down"}</span>
              </Cell>
              {COLUMNS.map(({ key, unit }) => (
                <Cell key={key} width={76} right>
                  {host.metrics[key] === undefined ? "–" : digits(host.metrics[key] ?? 0) + unit}
                </Cell>
              ))}
              <Cell width={90} dim>
                {agoText(host.last_reported_time)}
              </Cell>
              <Cell width={80} dim>
                {host.meta.agent_version}
              </Cell>
              <Cell>
                {[...new Set(Object.values(host.tags_by_source).flat())].map((tag) => (
                  <Badge
                    key={tag}
                    component="button"
                    variant="default"
                    size="sm"
                    tt="none"
                    fw={400}
                    mr={4}
                    style={{ cursor: "pointer" }}
                    onClick={(event: React.MouseEvent) => {
                      event.stopPropagation();
                      setFilter(tag);
                    }}
                  >
                    {tag}
                  </Badge>
                ))}
              </Cell>
            </>
          )}
        />
      )}
    </Page>
  );
}
