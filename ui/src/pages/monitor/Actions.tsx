/** What can be done with a monitor: mute, edit, test, copy, go back to a version, delete. */

import { Button, Menu } from "@mantine/core";
import {
  IconBell,
  IconBellOff,
  IconCalendarOff,
  IconCheck,
  IconCopy,
  IconDownload,
  IconHistory,
  IconPencil,
  IconSend,
  IconTrash,
} from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { deleteMonitor, isMuted, type Monitor, muteMonitor, resolveMonitors, unmuteMonitor } from "@/api/monitors";
import type { Act } from "@/components/act";
import { MoreMenu } from "@/components/MoreMenu";
import { MuteMenu } from "@/components/MuteMenu";
import { copied } from "@/components/notify";
import { download, exported } from "./exported";
import { TestNotification } from "./TestNotification";
import { Versions } from "./Versions";

export function Actions({ monitor, act }: { monitor: Monitor; act: Act }) {
  const navigate = useNavigate();
  const [shown, setShown] = useState<"test" | "versions" | null>(null);
  const id = String(monitor.id);
  const scheduled = (
    <>
      <Menu.Divider />
      <Menu.Item
        leftSection={<IconCalendarOff size={14} />}
        renderRoot={(props) => <a href={`/downtimes/new?monitor=${id}`} {...props} />}
      >
        Schedule a downtime…
      </Menu.Item>
    </>
  );
  const remove = async () => {
    if (!confirm(`Delete the monitor "${monitor.name}"?`)) return;
    if (await act(() => deleteMonitor(monitor.id), "The monitor is deleted")) await navigate({ to: "/monitors" });
  };
  return (
    <>
      {isMuted(monitor) ? (
        <Button
          variant="default"
          leftSection={<IconBell size={14} />}
          onClick={() => void act(() => unmuteMonitor(monitor.id), "The monitor speaks again")}
        >
          Unmute
        </Button>
      ) : (
        <MuteMenu
          more={scheduled}
          onMute={(end) => void act(() => muteMonitor(monitor.id, end), "The monitor is muted")}
        >
          <Button variant="default" leftSection={<IconBellOff size={14} />}>
            Mute
          </Button>
        </MuteMenu>
      )}
      <Button
        variant="default"
        leftSection={<IconPencil size={14} />}
        renderRoot={(props) => <Link to="/monitors/$id/edit" params={{ id }} {...props} />}
      >
        Edit
      </Button>
      <MoreMenu>
        <Menu.Item leftSection={<IconSend size={14} />} onClick={() => setShown("test")}>
          Test notifications…
        </Menu.Item>
        <Menu.Item
          leftSection={<IconCheck size={14} />}
          onClick={() => void act(() => resolveMonitors([monitor.id]), "Every group is taken as recovered")}
        >
          Resolve
        </Menu.Item>
        <Menu.Item leftSection={<IconHistory size={14} />} onClick={() => setShown("versions")}>
          Versions…
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconCopy size={14} />}
          onClick={() => void copied(JSON.stringify(exported(monitor), null, 2))}
        >
          Copy JSON
        </Menu.Item>
        <Menu.Item leftSection={<IconDownload size={14} />} onClick={() => download(monitor)}>
          Export JSON
        </Menu.Item>
        <Menu.Item
          leftSection={<IconCopy size={14} />}
          renderRoot={(props) => <Link to="/monitors/new" search={{ clone: id } as never} {...props} />}
        >
          Clone
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item color="red" leftSection={<IconTrash size={14} />} onClick={() => void remove()}>
          Delete
        </Menu.Item>
      </MoreMenu>
      <TestNotification monitor={monitor} opened={shown === "test"} onClose={() => setShown(null)} />
      <Versions id={id} opened={shown === "versions"} act={act} onClose={() => setShown(null)} />
    </>
  );
}
