/** Every monitor with its state, the worst first. */

import { Button, Group, Skeleton, TextInput, UnstyledButton } from "@mantine/core";
import { IconBellOff, IconPlus, IconSearch } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { isMuted, useMonitors } from "@/api/monitors";
import { Cell } from "@/components/Cell";
import { Page } from "@/components/Page";
import { StateBadge } from "@/components/StateBadge";
import { Empty, Failure } from "@/components/states";
import { useParam } from "@/components/url";
import { VirtualRows } from "@/components/VirtualRows";
import { agoText } from "@/lib/time";

const ORDER = ["Alert", "Warn", "No Data", "OK"];

export default function Monitors() {
  const { data, error } = useMonitors();
  const [filter, setFilter] = useParam("filter");
  const [state, setState] = useParam("state");
  const navigate = useNavigate();
  const rows = useMemo(() => {
    const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
    return (data ?? [])
      .filter((one) => !state || one.overall_state === state)
      .filter((one) =>
        words.every((word) => `${one.name} ${one.tags.join(" ")} ${one.query}`.toLowerCase().includes(word)),
      )
      .sort((a, b) => ORDER.indexOf(a.overall_state) - ORDER.indexOf(b.overall_state) || a.name.localeCompare(b.name));
  }, [data, filter, state]);
  const states = [...new Set((data ?? []).map((one) => one.overall_state))].sort(
    (a, b) => ORDER.indexOf(a) - ORDER.indexOf(b),
  );
  return (
    <Page
      fill
      title="Monitors"
      actions={
        <Button leftSection={<IconPlus size={14} />} renderRoot={(props) => <Link to="/monitors/new" {...props} />}>
          New monitor
        </Button>
      }
    >
      <Group mb="xs" gap="xs">
        <TextInput
          style={{ flex: 1 }}
          miw={200}
          leftSection={<IconSearch size={14} />}
          placeholder="Name, tag or query"
          aria-label="Filter monitors"
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
        />
        {states.map((one) => (
          <UnstyledButton
            key={one}
            aria-pressed={state === one}
            style={{ opacity: state && state !== one ? 0.4 : 1 }}
            onClick={() => setState(state === one ? "" : one)}
          >
            <StateBadge state={one} /> {data?.filter((row) => row.overall_state === one).length}
          </UnstyledButton>
        ))}
      </Group>
      {error && <Failure error={error} />}
      {!data && !error && <Skeleton flex={1} />}
      {data && !rows.length && (
        <Empty title={data.length ? "No monitor matches" : "No monitors yet"}>
          {data.length ? undefined : "Make one: it watches a metric and tells you when a threshold is crossed."}
        </Empty>
      )}
      {rows.length > 0 && (
        <VirtualRows
          label="Monitors"
          items={rows}
          height={36}
          keyOf={(one) => one.id}
          onOpen={(one) => void navigate({ to: "/monitors/$id", params: { id: String(one.id) } })}
          head={
            <>
              <Cell head width={110}>
                State
              </Cell>
              <Cell head>Name</Cell>
              <Cell head wide width={420}>
                Query
              </Cell>
              <Cell head width={90}>
                Since
              </Cell>
            </>
          }
          row={(one) => (
            <>
              <Cell width={110}>
                <StateBadge state={one.overall_state} />
              </Cell>
              <Cell title={one.name}>
                {isMuted(one) && (
                  <IconBellOff size={14} aria-label="Muted" style={{ verticalAlign: "-2px", marginRight: 6 }} />
                )}
                <Link
                  to="/monitors/$id"
                  params={{ id: String(one.id) }}
                  style={{ color: "inherit" }}
                  onClick={(event) => event.stopPropagation()}
                >
                  {one.name || `Monitor ${one.id}`}
                </Link>
              </Cell>
              <Cell wide width={420} mono dim title={one.query}>
                {one.query}
              </Cell>
              <Cell width={90} dim>
                {one.overall_state_modified && agoText(Date.parse(one.overall_state_modified) / 1000)}
              </Cell>
            </>
          )}
        />
      )}
    </Page>
  );
}
