/** One host beside the list or the map: what it is, how it does, and the ways from it. */

import { ActionIcon, Badge, Box, Button, Drawer, Group, Menu, SimpleGrid, Stack, TagsInput, Text } from "@mantine/core";
import { IconBell, IconBellOff } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { type Host, muteHost, tagHost, unmuteHost, useHostMetrics } from "@/api/hosts";
import { useScalars } from "@/api/query";
import { AddButton } from "@/components/AddButton";
import { useAct } from "@/components/act";
import { useTime } from "@/components/range";
import { timeParams, useParams } from "@/components/url";
import { statusColor } from "@/lib/colors";
import { duration, value as formatted } from "@/lib/format";
import { askedOf } from "@/lib/requests";
import { term } from "@/lib/search";
import { agoText, dateText } from "@/lib/time";
import { Frame } from "@/widgets/frame/Frame";
import classes from "./HostPanel.module.css";
import { Inventory } from "./Inventory";

type Props = { host: Host; onClose: () => void; onTag: (tag: string) => void };

const HOUR = 3600;

export function HostPanel({ host, onClose, onTag }: Props) {
  const params = useParams();
  const { range, zoom } = useTime();
  const scene = useMemo(() => ({ range, variables: [], zoom }), [range, zoom]);
  const time = timeParams(params);
  const query = term("host", host.name);
  const ways = [
    {
      label: "Dashboard",
      to: "/dashboard/sys-tem-hst",
      search: { ...time, tpl_host: host.name, tpl_var_host: host.name },
    },
    { label: "Logs", to: "/logs", search: { ...time, query } },
    { label: "Traces", to: "/traces", search: { ...time, query } },
    { label: "Metrics", to: "/metrics", search: { ...time, q: `avg:system.load.1{${query}}` } },
  ];
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={560}
      title={
        <Group gap={8} wrap="nowrap">
          <span style={{ color: statusColor(host.up ? "ok" : "error") }}>{host.up ? "●" : "○"}</span>
          <Text fw={600} truncate>
            {host.name}
          </Text>
          {host.is_muted && <Badge color="gray">muted</Badge>}
        </Group>
      }
      withOverlay={false}
      lockScroll={false}
      trapFocus={false}
      classNames={{ body: classes.body ?? "" }}
    >
      <Group gap={6}>
        {ways.map(({ label, to, search }) => (
          <Button
            key={label}
            variant="default"
            renderRoot={(props) => <Link to={to} search={search as never} {...props} />}
          >
            {label}
          </Button>
        ))}
        <Mute host={host} />
      </Group>
      <Facts host={host} />
      <Tags host={host} onTag={onTag} />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing={8}>
        {graphs(query).map((definition) => (
          <Box key={definition.title} h={170}>
            <Frame
              widget={{ definition }}
              scene={scene}
              tools={<AddButton small of={[{ label: definition.title, definition: titled(definition, host.name) }]} />}
            />
          </Box>
        ))}
      </SimpleGrid>
      <Integrations host={host} />
      <Inventory host={host.name} />
    </Drawer>
  );
}

const graph = (
  title: string,
  q: string,
  style: string,
  palette = "dog_classic",
  yaxis = {},
  names: Record<string, string> = {},
) => ({
  type: "timeseries",
  title,
  yaxis,
  legend_layout: "horizontal",
  requests: [
    {
      q,
      display_type: style,
      style: { palette },
      metadata: Object.entries(names).map(([expression, alias_name]) => ({ expression, alias_name })),
    },
  ],
});

/** Away from this panel, a graph says whose it is. */
const titled = (definition: ReturnType<typeof graph>, host: string) => ({
  ...definition,
  title: `${definition.title} of ${host}`,
});

/** Both together are all that the host has, which what it counts as used and as usable are not: caches are in both. */
const memory = (scope: string) => {
  const usable = `avg:system.mem.usable{${scope}}`;
  const names = { [usable]: "usable", [`avg:system.mem.total{${scope}} - ${usable}`]: "in use" };
  return graph("Memory", Object.keys(names).join(", "), "area", "dog_classic", {}, names);
};

const graphs = (scope: string) => [
  graph(
    "CPU",
    ["user", "system", "iowait", "stolen"].map((kind) => `avg:system.cpu.${kind}{${scope}}`).join(", "),
    "area",
  ),
  memory(scope),
  graph("Load", ["1", "5", "15"].map((kind) => `avg:system.load.${kind}{${scope}}`).join(", "), "line"),
  graph("Disks, % used", `100*avg:system.disk.in_use{${scope}} by {device}`, "line", "purple", { max: "100" }),
  graph("Network received", `avg:system.net.bytes_rcvd{${scope}} by {device}`, "line", "blue"),
  graph("Network sent", `avg:system.net.bytes_sent{${scope}} by {device}`, "line", "green"),
];

function Facts({ host }: { host: Host }) {
  const { range } = useTime();
  const asked = askedOf({ q: `max:system.uptime{${term("host", host.name)}}`, aggregator: "last" }, []);
  const { data } = useScalars(asked, { from: range.to - HOUR, to: range.to });
  const uptime = data?.rows[0]?.values[0];
  const { cpu, memory, platform } = host.meta.gohai ?? {};
  const kilobytes = Number.parseInt(memory?.total ?? "", 10);
  const facts: Array<[string, string | undefined]> = [
    ["Last heard of", `${agoText(host.last_reported_time)} (${dateText(host.last_reported_time * 1000)})`],
    ["Up for", typeof uptime === "number" ? duration(uptime * 1e9) : undefined],
    ["Agent", host.meta.agent_version],
    ["Platform", [platform?.os ?? host.meta.platform, platform?.kernel_release].filter(Boolean).join(" ")],
    ["Processor", cpu?.model_name ?? host.meta.processor],
    ["Cores", cpu?.cpu_logical_processors ?? cpu?.cpu_cores],
    ["Memory", kilobytes ? formatted(kilobytes, "kibibyte") : undefined],
    ["Apps", host.apps.join(", ")],
  ];
  return (
    <dl className={classes.facts}>
      {facts.map(([name, text]) =>
        text ? (
          <div key={name}>
            <dt>{name}</dt>
            <dd title={text}>{text}</dd>
          </div>
        ) : null,
      )}
    </dl>
  );
}

function Tags({ host, onTag }: { host: Host; onTag: (tag: string) => void }) {
  const act = useAct(["hosts"]);
  const [draft, setDraft] = useState<string[] | null>(null);
  const given = host.tags_by_source.Users ?? [];
  const save = async () => {
    if (await act(() => tagHost(host.name, draft ?? []), "The tags are kept")) setDraft(null);
  };
  return (
    <Stack gap={6}>
      {Object.entries(host.tags_by_source).map(([source, tags]) => (
        <Box key={source}>
          <Text size="xs" c="dimmed" mb={2}>
            {source === "Users" ? "Tags that people gave" : "Tags from the agent"}
          </Text>
          <Group gap={4}>
            {tags.map((tag) => (
              <Badge
                key={tag}
                component="button"
                variant="default"
                size="sm"
                tt="none"
                fw={400}
                style={{ cursor: "pointer" }}
                title="Show the hosts with this tag"
                onClick={() => onTag(tag)}
              >
                {tag}
              </Badge>
            ))}
            {!tags.length && (
              <Text size="xs" c="dimmed">
                none
              </Text>
            )}
          </Group>
        </Box>
      ))}
      {draft ? (
        <Group gap={6} align="flex-end" wrap="nowrap">
          <TagsInput size="xs" flex={1} aria-label="Tags" placeholder="key:value" value={draft} onChange={setDraft} />
          <Button onClick={() => void save()}>Save</Button>
          <Button variant="default" onClick={() => setDraft(null)}>
            Cancel
          </Button>
        </Group>
      ) : (
        <Box>
          <Button size="compact-xs" variant="subtle" onClick={() => setDraft(given)}>
            Edit tags
          </Button>
        </Box>
      )}
    </Stack>
  );
}

function Integrations({ host }: { host: Host }) {
  const { data = [] } = useHostMetrics(host.name);
  const counts = new Map<string, number>();
  for (const name of data) {
    const first = name.slice(0, name.indexOf(".") > 0 ? name.indexOf(".") : undefined);
    counts.set(first, (counts.get(first) ?? 0) + 1);
  }
  if (!counts.size) return null;
  return (
    <Box>
      <Text size="xs" c="dimmed" mb={2}>
        Sends metrics of
      </Text>
      <Group gap={4}>
        {[...counts]
          .sort((a, b) => b[1] - a[1])
          .slice(0, 40)
          .map(([name, count]) => (
            <Badge key={name} variant="light" size="sm" tt="none" fw={500} title={`${count} metrics`}>
              {name} {count}
            </Badge>
          ))}
      </Group>
    </Box>
  );
}

function Mute({ host }: { host: Host }) {
  const act = useAct(["hosts"]);
  if (host.is_muted) {
    return (
      <Button
        variant="default"
        leftSection={<IconBell size={14} />}
        onClick={() => void act(() => unmuteHost(host.name), `Monitors speak of ${host.name} again`)}
      >
        Unmute
      </Button>
    );
  }
  const mute = (hours?: number) =>
    act(
      () => muteHost(host.name, hours && Math.floor(Date.now() / 1000) + hours * HOUR),
      `Monitors stay silent about ${host.name}`,
    );
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" size={30} aria-label="Mute" title="Mute: monitors stay silent about this host">
          <IconBellOff size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void mute(1)}>Mute for an hour</Menu.Item>
        <Menu.Item onClick={() => void mute(4)}>Mute for 4 hours</Menu.Item>
        <Menu.Item onClick={() => void mute(24)}>Mute for a day</Menu.Item>
        <Menu.Item onClick={() => void mute()}>Mute until I unmute it</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
