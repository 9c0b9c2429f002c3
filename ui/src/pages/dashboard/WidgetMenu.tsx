/** What one can do with a widget that one looks at. The menu is one for all of them. */

import { ActionIcon, Menu } from "@mantine/core";
import { IconDotsVertical } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { snapshot } from "@/api/comments";
import type { WidgetJson } from "@/api/dashboards";
import { gridOptions, scalarOptions } from "@/api/query";
import { download, fileName } from "@/components/download";
import { copied, failed } from "@/components/notify";
import { csv } from "@/lib/csv";
import { filledDefinition } from "@/lib/filled";
import { type OwnTime, ownRange } from "@/lib/own-range";
import { askedOf, requestsOf } from "@/lib/requests";
import { fillText } from "@/lib/templates";
import type { Scene } from "@/widgets/widget";
import classes from "./WidgetMenu.module.css";

/** Kinds that the server draws a picture of. */
const PICTURED = new Set(["timeseries", "query_value", "toplist"]);

export type Opened = { widget: WidgetJson; left: number; top: number };
export type Action = "full" | "edit" | "duplicate" | "comment" | "add" | "powerpack" | "delete";

/** The button in a widget's head. */
export function WidgetButton({ widget, onOpen }: { widget: WidgetJson; onOpen: (opened: Opened) => void }) {
  return (
    <ActionIcon
      className={classes.button ?? ""}
      variant="subtle"
      color="gray"
      size={22}
      aria-label="Widget menu"
      onClick={(event) => {
        event.stopPropagation();
        const box = event.currentTarget.getBoundingClientRect();
        onOpen({ widget, left: box.right, top: box.bottom });
      }}
    >
      <IconDotsVertical size={15} />
    </ActionIcon>
  );
}

type Props = {
  opened: Opened | null;
  scene: Scene;
  onClose: () => void;
  onAction: (action: Action, widget: WidgetJson) => void;
};

export function WidgetMenu({ opened, scene, onClose, onAction }: Props) {
  const cache = useQueryClient();
  const navigate = useNavigate();
  if (!opened) return null;
  const { widget, left, top } = opened;
  const { definition } = widget;
  const title = fillText(String(definition.title ?? definition.type), scene.variables);
  const { range } = ownRange(definition.time as OwnTime | undefined, scene.range);
  const asked = requestsOf(definition).map((one) => askedOf(one, scene.variables));
  const known = asked.filter((one) => one.queries.length > 0);
  const metric = known.flatMap((one) => one.queries).find((one) => one.data_source === "metrics")?.query;
  const group = definition.type === "group";

  const saveCsv = async () => {
    try {
      if (definition.type === "timeseries") {
        const grids = await Promise.all(known.map((one) => cache.fetchQuery(gridOptions(one, range, undefined))));
        const rows = grids.flatMap((grid, at) =>
          grid.series.flatMap((series) =>
            series.values.flatMap((value, index) => {
              const moment = new Date((grid.times[index] ?? 0) * 1000).toISOString();
              const name = known[at]?.names[series.formula] ?? "";
              return value === null ? [] : [[moment, name, series.tags.join(" "), value]];
            }),
          ),
        );
        download(`${fileName(title)}.csv`, csv(["time", "query", "group", "value"], rows), "text/csv");
        return;
      }
      const tables = await Promise.all(known.map((one) => cache.fetchQuery(scalarOptions(one, range))));
      const columns = [...(tables[0]?.groups ?? []), ...(known[0]?.names ?? [])];
      const rows = tables.flatMap((table) => table.rows.map((row) => [...row.tags, ...row.values]));
      download(`${fileName(title)}.csv`, csv(columns, rows), "text/csv");
    } catch (wrong) {
      failed(wrong);
    }
  };
  const savePicture = async () => {
    try {
      const filled = { ...filledDefinition(definition, scene.variables), title };
      const made = await snapshot(filled, range.from, range.to, 1200, 480);
      const answer = await fetch(new URL(made).pathname);
      if (!answer.ok) throw new Error("The picture could not be drawn");
      download(`${fileName(title)}.png`, await answer.blob());
    } catch (wrong) {
      failed(wrong);
    }
  };
  const link = () => {
    const here = new URL(location.href);
    here.searchParams.set("fullscreen_widget", String(widget.id));
    void copied(here.href);
  };
  return (
    <Menu opened onClose={onClose} position="bottom-end" withinPortal>
      <Menu.Target>
        <div style={{ position: "fixed", left, top, width: 1, height: 1 }} />
      </Menu.Target>
      <Menu.Dropdown miw={190}>
        {!group && <Menu.Item onClick={() => onAction("full", widget)}>Full screen</Menu.Item>}
        <Menu.Item onClick={() => onAction("edit", widget)}>Edit</Menu.Item>
        <Menu.Item onClick={() => onAction("duplicate", widget)}>Duplicate</Menu.Item>
        <Menu.Item onClick={() => void copied(JSON.stringify({ definition }, null, 2))}>Copy (Ctrl C)</Menu.Item>
        {!group && <Menu.Item onClick={link}>Copy a link to it</Menu.Item>}
        <Menu.Divider />
        {PICTURED.has(definition.type) && (
          <Menu.Item onClick={() => onAction("comment", widget)}>Comment on it</Menu.Item>
        )}
        {metric && (
          <Menu.Item onClick={() => void navigate({ to: "/monitors/new", search: { q: metric } as never })}>
            Create a monitor
          </Menu.Item>
        )}
        <Menu.Item onClick={() => onAction("add", widget)}>Add to a dashboard</Menu.Item>
        {group && <Menu.Item onClick={() => onAction("powerpack", widget)}>Save as powerpack</Menu.Item>}
        {known.length > 0 && <Menu.Item onClick={() => void saveCsv()}>Download CSV</Menu.Item>}
        {PICTURED.has(definition.type) && <Menu.Item onClick={() => void savePicture()}>Download PNG</Menu.Item>}
        <Menu.Divider />
        <Menu.Item color="red" onClick={() => onAction("delete", widget)}>
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
