/** The button beside what is seen that puts it onto a dashboard; a menu where there is more than one thing to put. */

import { Button, Menu } from "@mantine/core";
import { IconLayoutDashboard } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import type { Definition } from "@/api/dashboards";
import { Tool } from "./Tool";

const AddToDashboard = lazy(() => import("./AddToDashboard"));

export type Addable = {
  /** What it is called in the menu. */
  label: string;
  definition: Definition;
  size?: { width: number; height: number };
};
/** `small`: an icon, for the head of a graph. */
type Props = { of: Addable[]; small?: boolean };

const TITLE = "Add to a dashboard";

export function AddButton({ of, small = false }: Props) {
  const [chosen, setChosen] = useState<Addable | null>(null);
  const [only, ...others] = of;
  const act = only && !others.length ? { onClick: () => setChosen(only) } : {};
  const button = small ? (
    <Tool name={TITLE} {...act}>
      <IconLayoutDashboard size={15} />
    </Tool>
  ) : (
    <Button variant="default" leftSection={<IconLayoutDashboard size={14} />} {...act}>
      {TITLE}
    </Button>
  );
  return (
    <>
      {others.length ? (
        <Menu position="bottom-end">
          <Menu.Target>{button}</Menu.Target>
          <Menu.Dropdown>
            {of.map((one) => (
              <Menu.Item key={one.label} onClick={() => setChosen(one)}>
                {one.label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      ) : (
        button
      )}
      {chosen && (
        <Suspense>
          <AddToDashboard
            definition={chosen.definition}
            {...(chosen.size && { size: chosen.size })}
            onClose={() => setChosen(null)}
          />
        </Suspense>
      )}
    </>
  );
}

const STREAMS = { logs: "logs_stream", spans: "trace_stream", events: "event_stream" } as const;

/** What a search in an explorer puts onto a dashboard: how much it found when, and what. */
export function foundBy(source: keyof typeof STREAMS, query: string): Addable[] {
  const title = query ? `${query} (${source})` : `All ${source}`;
  const count = {
    name: "found",
    data_source: source,
    search: { query },
    indexes: ["*"],
    compute: { aggregation: "count" },
    group_by: [{ facet: "status", limit: 10, sort: { aggregation: "count", order: "desc" } }],
  };
  const list = { data_source: STREAMS[source], query_string: query, indexes: [] };
  return [
    {
      label: "Counts over time",
      definition: {
        type: "timeseries",
        title,
        requests: [
          { response_format: "timeseries", queries: [count], formulas: [{ formula: "found" }], display_type: "bars" },
        ],
      },
    },
    {
      label: "The list",
      size: { width: 12, height: 4 },
      definition: {
        type: "list_stream",
        title,
        requests: [{ response_format: "event_list", columns: [], query: list }],
      },
    },
  ];
}
