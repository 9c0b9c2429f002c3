/** A dialog that puts a widget onto a dashboard, from wherever it is seen. */

import { Anchor, Button, Group, Modal, SegmentedControl, Select, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type MouseEvent, useState } from "react";
import { call } from "@/api/client";
import {
  createDashboard,
  type Dashboard,
  type Definition,
  dashboardKey,
  saveDashboard,
  useDashboards,
} from "@/api/dashboards";
import { added, named } from "./draft";
import { failed } from "./notify";

type Props = {
  definition: Definition;
  /** What it takes of the twelve columns and how many rows. */
  size?: { width: number; height: number };
  onClose: () => void;
};

export default function AddToDashboard({ definition, size = { width: 6, height: 3 }, onClose }: Props) {
  const { data: rows = [] } = useDashboards();
  const [kind, setKind] = useState("existing");
  const [chosen, setChosen] = useState<string | null>(null);
  const [title, setTitle] = useState(String(definition.title ?? ""));
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(false);
  const cache = useQueryClient();
  const navigate = useNavigate();
  const ready = kind === "existing" ? chosen !== null : name.trim() !== "";

  const add = async () => {
    setBusy(true);
    try {
      const widget = { definition: { ...definition, ...(title && { title }) } };
      const put = (board: Dashboard) => named(added(board.widgets, widget, size, null));
      const board = chosen
        ? await call<Dashboard>("GET", `/api/v1/dashboard/${encodeURIComponent(chosen)}`).then((before) =>
            saveDashboard({ ...before, widgets: put(before) }),
          )
        : await createDashboard({
            title: name.trim(),
            layout_type: "ordered",
            reflow_type: "fixed",
            widgets: named(added([], widget, size, null)),
          });
      cache.setQueryData(dashboardKey(board.id), board);
      await cache.invalidateQueries({ queryKey: ["dashboards"] });
      const path = `/dashboard/${board.id}`;
      // Messages stand outside the router, which a link of its own would ask for.
      const follow = (event: MouseEvent) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        void navigate({ to: path });
      };
      notifications.show({
        color: "green",
        message: (
          <>
            Added to{" "}
            <Anchor inherit href={path} onClick={follow}>
              {board.title}
            </Anchor>
          </>
        ),
      });
      onClose();
    } catch (wrong) {
      failed(wrong);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Modal opened onClose={onClose} title="Add to a dashboard">
      <Stack gap="sm">
        <SegmentedControl
          size="xs"
          data={[
            { value: "existing", label: "One that exists" },
            { value: "new", label: "A new one" },
          ]}
          value={kind}
          onChange={(next) => {
            setKind(next);
            setChosen(null);
          }}
        />
        {kind === "existing" ? (
          <Select
            data-autofocus
            label="Dashboard"
            placeholder="Type a part of its name"
            searchable
            limit={100}
            nothingFoundMessage="No dashboard has this name"
            data={rows.map((row) => ({ value: row.id, label: row.title }))}
            value={chosen}
            onChange={setChosen}
          />
        ) : (
          <TextInput
            data-autofocus
            label="Name of the dashboard"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        )}
        <TextInput
          label="Title of the widget"
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <Group justify="space-between">
          <Text size="xs" c="dimmed">
            It goes to the first free place.
          </Text>
          <Group gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button disabled={!ready} loading={busy} onClick={() => void add()}>
              Add
            </Button>
          </Group>
        </Group>
      </Stack>
    </Modal>
  );
}
