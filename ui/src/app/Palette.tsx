/** The command palette: pages, dashboards, notebooks, monitors, hosts, metrics by a few letters. */

import { Group, Modal, ScrollArea, Text, TextInput, UnstyledButton } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { useDashboards } from "@/api/dashboards";
import { useHosts } from "@/api/hosts";
import { useMetricNames } from "@/api/metrics";
import { useMonitors } from "@/api/monitors";
import { useNotebooks } from "@/api/notebooks";
import { timeParams, useParams } from "@/components/url";
import classes from "./Palette.module.css";
import { places } from "./pages";

type Entry = { kind: string; name: string; to: string; search?: Record<string, string> };

const MOST = 40;
const DAY_AGO = Date.now() / 1000 - 86400;

export default function Palette({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const navigate = useNavigate();
  const params = useParams();
  const { data: dashboards = [] } = useDashboards();
  const { data: monitors = [] } = useMonitors();
  const { data: hosts } = useHosts("", "host_name", "asc");
  const { data: notebooks = [] } = useNotebooks("");
  const { data: metrics = [] } = useMetricNames(DAY_AGO);

  const found = useMemo(() => {
    const all: Entry[] = [
      ...places.map((page) => ({ kind: "Page", name: page.title, to: page.path })),
      ...dashboards.map((one) => ({ kind: "Dashboard", name: one.title, to: `/dashboard/${one.id}` })),
      ...notebooks.map((one) => ({ kind: "Notebook", name: one.attributes.name, to: `/notebooks/${one.id}` })),
      ...monitors.map((one) => ({ kind: "Monitor", name: one.name, to: `/monitors/${one.id}` })),
      ...(hosts?.host_list ?? []).map(({ name }) => ({
        kind: "Host",
        name,
        to: "/dashboard/sys-tem-hst",
        search: { tpl_host: name },
      })),
      ...metrics.map((name) => ({ kind: "Metric", name, to: "/metrics", search: { q: `avg:${name}{*}` } })),
    ];
    const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
    return all.filter((one) => words.every((word) => one.name.toLowerCase().includes(word))).slice(0, MOST);
  }, [typed, dashboards, notebooks, monitors, hosts, metrics]);

  const go = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    void navigate({ to: entry.to, search: { ...timeParams(params), ...entry.search } as never });
  };
  useEffect(() => {
    document.getElementById(`palette-${at}`)?.scrollIntoView({ block: "nearest" });
  }, [at]);

  return (
    <Modal opened onClose={onClose} withCloseButton={false} padding={0} size="lg" yOffset="12vh" aria-label="Go to">
      <TextInput
        data-autofocus
        size="md"
        variant="unstyled"
        px="md"
        leftSection={<IconSearch size={16} />}
        placeholder="Pages, dashboards, notebooks, monitors, hosts, metrics"
        aria-label="Go to"
        role="combobox"
        aria-expanded
        aria-controls="palette"
        aria-activedescendant={`palette-${at}`}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown") setAt((now) => Math.min(now + 1, found.length - 1));
          else if (event.key === "ArrowUp") setAt((now) => Math.max(now - 1, 0));
          else if (event.key === "Enter") go(found[at]);
          else return;
          event.preventDefault();
        }}
      />
      <ScrollArea.Autosize mah="50vh" type="auto">
        <div id="palette" role="listbox" aria-label="Found" className={classes.list}>
          {found.map((entry, index) => (
            <UnstyledButton
              key={`${entry.kind} ${entry.to} ${entry.name}`}
              id={`palette-${index}`}
              role="option"
              aria-selected={index === at}
              className={classes.item}
              onMouseMove={() => setAt(index)}
              onClick={() => go(entry)}
            >
              <Group justify="space-between" wrap="nowrap">
                <Text size="sm" truncate>
                  {entry.name}
                </Text>
                <Text size="xs" c="dimmed">
                  {entry.kind}
                </Text>
              </Group>
            </UnstyledButton>
          ))}
          {!found.length && (
            <Text size="sm" c="dimmed" p="md">
              Nothing has this name
            </Text>
          )}
        </div>
      </ScrollArea.Autosize>
    </Modal>
  );
}
