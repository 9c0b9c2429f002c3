/** The buttons above a dashboard: to look at it, and to edit it. */

import { ActionIcon, Button, Group, Menu, TextInput, Title } from "@mantine/core";
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconMaximize,
  IconPencil,
  IconPlus,
  IconShare,
  IconStar,
  IconStarFilled,
} from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useStars } from "@/api/dashboard_lists";
import { createDashboard, type Dashboard, deleteDashboard, exported } from "@/api/dashboards";
import { download, fileName } from "@/components/download";
import { MoreMenu } from "@/components/MoreMenu";
import { copied, done, failed } from "@/components/notify";
import { leavesUnsaved } from "@/components/unsaved";
import { useParams, useSetParams } from "@/components/url";
import { forgotten } from "../visits";
import type { Board } from "./useBoard";

export type Dialog = "variables" | "widget" | "pack" | "json" | "details" | "history" | "share";
type Props = { board: Board; shown: Dashboard; onOpen: (dialog: Dialog) => void };

/** The title, which is a field while it is edited, and the star. */
export function Heading({ board, shown }: Omit<Props, "onOpen">) {
  const { starred, toggle } = useStars();
  const on = starred.has(shown.id);
  if (board.editing) {
    return (
      <TextInput
        aria-label="Title"
        fw={600}
        w={320}
        value={shown.title}
        onChange={(event) => board.set({ ...shown, title: event.currentTarget.value }, "title")}
      />
    );
  }
  return (
    <Group gap={4} wrap="nowrap" style={{ minWidth: 0 }}>
      <Title order={1} size="h3" title={shown.description ?? undefined} lineClamp={1}>
        {shown.title}
      </Title>
      <ActionIcon
        variant="subtle"
        color={on ? "yellow" : "gray"}
        aria-label={on ? "Take the star away" : "Star"}
        aria-pressed={on}
        onClick={() => toggle(shown.id)}
      >
        {on ? <IconStarFilled size={16} /> : <IconStar size={16} />}
      </ActionIcon>
    </Group>
  );
}

export function EditActions({ board, onOpen }: Props) {
  const change = useSetParams();
  return (
    <>
      <ActionIcon.Group>
        <ActionIcon
          variant="default"
          size={30}
          aria-label="Undo"
          title="Undo (Ctrl-Z)"
          disabled={!board.undo}
          onClick={board.undo}
        >
          <IconArrowBackUp size={16} />
        </ActionIcon>
        <ActionIcon
          variant="default"
          size={30}
          aria-label="Redo"
          title="Redo (Ctrl-Shift-Z)"
          disabled={!board.redo}
          onClick={board.redo}
        >
          <IconArrowForwardUp size={16} />
        </ActionIcon>
      </ActionIcon.Group>
      <Button variant="default" onClick={() => onOpen("variables")}>
        Variables
      </Button>
      <Button variant="default" leftSection={<IconPlus size={14} />} onClick={() => onOpen("widget")}>
        Add widget
      </Button>
      <MoreMenu label="More to edit">
        <Menu.Item onClick={() => onOpen("pack")}>Add a powerpack</Menu.Item>
        <Menu.Item onClick={() => onOpen("details")}>Details and tags</Menu.Item>
        <Menu.Item onClick={() => onOpen("json")}>Edit as JSON</Menu.Item>
      </MoreMenu>
      <Button
        variant="default"
        onClick={() => {
          if (!board.dirty || leavesUnsaved("dashboard")) change({ edit: undefined });
        }}
      >
        Cancel
      </Button>
      <Button loading={board.busy} onClick={() => void board.save()}>
        Save
      </Button>
    </>
  );
}

export function ViewActions({ shown, onOpen }: Props) {
  const change = useSetParams();
  const params = useParams();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const clone = async () => {
    try {
      const made = await createDashboard({ ...exported(shown), title: `${shown.title} (copy)` });
      await cache.invalidateQueries({ queryKey: ["dashboards"] });
      await navigate({ to: "/dashboard/$id", params: { id: made.id } });
      done("This is the copy");
    } catch (wrong) {
      failed(wrong);
    }
  };
  const remove = async () => {
    if (!confirm(`Delete the dashboard "${shown.title}"? The list of deleted ones brings it back.`)) return;
    try {
      await deleteDashboard(shown.id);
      forgotten(shown.id);
      await cache.invalidateQueries({ queryKey: ["dashboards"] });
      await navigate({ to: "/dashboards" });
    } catch (wrong) {
      failed(wrong);
    }
  };
  const json = () => JSON.stringify(exported(shown), null, 2);
  return (
    <>
      <Button variant="default" leftSection={<IconPencil size={14} />} onClick={() => change({ edit: "1" })}>
        Edit
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" leftSection={<IconShare size={14} />}>
            Share
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => void copied(location.href)}>Copy a link to what is seen</Menu.Item>
          <Menu.Item onClick={() => onOpen("share")}>Public links</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ActionIcon
        variant="default"
        size={30}
        aria-label="Full screen (F)"
        title="Full screen (F)"
        onClick={() => change({ full: params.full === "1" ? undefined : "1" })}
      >
        <IconMaximize size={16} />
      </ActionIcon>
      <MoreMenu>
        <Menu.Item onClick={() => void clone()}>Clone</Menu.Item>
        <Menu.Item onClick={() => change({ overlay: params.overlay ? undefined : "*" })}>
          {params.overlay ? "Hide events over graphs" : "Show events over graphs"}
        </Menu.Item>
        <Menu.Item onClick={() => onOpen("details")}>Details and tags</Menu.Item>
        <Menu.Item onClick={() => onOpen("history")}>Earlier versions</Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={() => onOpen("json")}>Edit as JSON</Menu.Item>
        <Menu.Item onClick={() => download(`${fileName(shown.title)}.json`, json(), "application/json")}>
          Export JSON
        </Menu.Item>
        <Menu.Item onClick={() => void copied(json())}>Copy JSON</Menu.Item>
        <Menu.Divider />
        <Menu.Item color="red" onClick={() => void remove()}>
          Delete
        </Menu.Item>
      </MoreMenu>
    </>
  );
}
