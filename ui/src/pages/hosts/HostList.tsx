/** Hosts as rows with figures and tags. */

import { Badge, UnstyledButton } from "@mantine/core";
import { IconBellOff } from "@tabler/icons-react";
import type { Host } from "@/api/hosts";
import { Cell } from "@/components/Cell";
import { useParams, useSetParams } from "@/components/url";
import { VirtualRows } from "@/components/VirtualRows";
import { statusColor } from "@/lib/colors";
import { digits } from "@/lib/format";
import { agoText } from "@/lib/time";
import { tagsOf } from "@/widgets/frame/nodes";

const FIGURES: Array<{ key: "cpu" | "iowait" | "load"; name: string; unit: string }> = [
  { key: "cpu", name: "CPU", unit: "%" },
  { key: "iowait", name: "I/O wait", unit: "%" },
  { key: "load", name: "Load 15", unit: "" },
];

/** What the list is sorted by, as the URL says; names go up, figures go down. */
export function useHostOrder(): { field: string; dir: "asc" | "desc" } {
  const { sort = "host_name", dir } = useParams();
  const usual = sort === "host_name" || sort === "apps" ? "asc" : "desc";
  return { field: sort, dir: dir === "asc" || dir === "desc" ? dir : usual };
}

type Props = {
  hosts: readonly Host[];
  selected: string | undefined;
  onOpen: (host: string) => void;
  onTag: (tag: string) => void;
};

export function HostList({ hosts, selected, onOpen, onTag }: Props) {
  const { field, dir } = useHostOrder();
  const change = useSetParams();
  const sorter = (key: string, name: string) => (
    <UnstyledButton
      fz="xs"
      fw={field === key ? 700 : 400}
      onClick={() =>
        change({
          sort: key === "host_name" ? undefined : key,
          dir: field === key ? (dir === "asc" ? "desc" : "asc") : undefined,
        })
      }
    >
      {name}
      {field === key && (dir === "asc" ? " ↑" : " ↓")}
    </UnstyledButton>
  );
  return (
    <VirtualRows
      label="Hosts"
      items={hosts}
      height={34}
      keyOf={(host) => host.name}
      selected={selected}
      onOpen={(host) => onOpen(host.name)}
      head={
        <>
          <Cell head width={220}>
            {sorter("host_name", "Name")}
          </Cell>
          <Cell head width={76}>
            {sorter("status", "State")}
          </Cell>
          {FIGURES.map(({ key, name }) => (
            <Cell key={key} head width={76} right>
              {sorter(key, name)}
            </Cell>
          ))}
          <Cell head width={90}>
            {sorter("last_reported_time", "Reported")}
          </Cell>
          <Cell head width={80} wide>
            Agent
          </Cell>
          <Cell head wide>
            Tags
          </Cell>
        </>
      }
      row={(host) => (
        <>
          <Cell width={220} title={host.name}>
            <b>{host.name}</b>
          </Cell>
          <Cell width={76}>
            <span style={{ color: statusColor(host.up ? "ok" : "error") }}>{host.up ? "● up" : "○ down"}</span>
            {host.is_muted && <IconBellOff size={13} aria-label="muted" style={{ marginLeft: 5, opacity: 0.7 }} />}
          </Cell>
          {FIGURES.map(({ key, unit }) => (
            <Cell key={key} width={76} right>
              {host.metrics[key] === undefined ? "–" : digits(host.metrics[key] ?? 0) + unit}
            </Cell>
          ))}
          <Cell width={90} dim>
            {agoText(host.last_reported_time)}
          </Cell>
          <Cell width={80} dim wide>
            {host.meta?.agent_version}
          </Cell>
          <Cell wide>
            {tagsOf(host).map((tag) => (
              <Badge
                key={tag}
                component="button"
                variant="default"
                size="sm"
                tt="none"
                fw={400}
                mr={4}
                style={{ cursor: "pointer" }}
                onClick={() => onTag(tag)}
              >
                {tag}
              </Badge>
            ))}
          </Cell>
        </>
      )}
    />
  );
}
