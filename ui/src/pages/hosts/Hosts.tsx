/** Hosts: a map of hexagons or a list, with their tags beside and one host in detail. */

import { Group, SegmentedControl, Skeleton, Text } from "@mantine/core";
import { useCallback } from "react";
import { useHosts } from "@/api/hosts";
import { Beside } from "@/components/Beside";
import { Page } from "@/components/Page";
import { SearchBox } from "@/components/SearchBox";
import { Command, Empty, Failure } from "@/components/states";
import { useParam, useParams, useSetParams } from "@/components/url";
import { HostFacets } from "./HostFacets";
import { HostList, useHostOrder } from "./HostList";
import { HostMap } from "./HostMap";
import { HostPanel } from "./HostPanel";

export default function Hosts() {
  const [filter, setFilter] = useParam("filter");
  const [view, setView] = useParam("view", "map");
  const { host: opened } = useParams();
  const change = useSetParams();
  const { field, dir } = useHostOrder();
  const { data, error } = useHosts(filter, field, dir);
  const every = useHosts("", "host_name", "asc");
  const hosts = data?.host_list ?? [];
  const open = useCallback((host: string) => change({ host }, { push: true }), [change]);
  const shown = every.data?.host_list.find((one) => one.name === opened);
  return (
    <Page
      fill
      title="Hosts"
      actions={
        <SegmentedControl
          size="xs"
          aria-label="View"
          data={[
            { value: "map", label: "Map" },
            { value: "list", label: "List" },
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
            {data.total_matching} {data.total_matching === 1 ? "host" : "hosts"},{" "}
            {hosts.filter((host) => host.up).length} up
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
      {hosts.length > 0 && (
        <Beside facets={<HostFacets hosts={every.data?.host_list ?? hosts} filter={filter} onFilter={setFilter} />}>
          {view === "list" ? (
            <HostList hosts={hosts} selected={opened} onOpen={open} onTag={setFilter} />
          ) : (
            <HostMap filter={filter} selected={opened} onOpen={open} />
          )}
        </Beside>
      )}
      {shown && <HostPanel host={shown} onClose={() => change({ host: undefined })} onTag={setFilter} />}
    </Page>
  );
}
