/** What can be done to the monitors that are chosen. */

import { Button, Group, Menu, Popover, TagsInput, Text } from "@mantine/core";
import { IconBell, IconBellOff, IconCheck, IconTag, IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  deleteMonitor,
  type MonitorRow,
  muteMonitor,
  resolveMonitors,
  unmuteMonitor,
  updateMonitor,
} from "@/api/monitors";
import { MUTE_SPANS } from "@/components/MuteMenu";
import { done, failed } from "@/components/notify";

type Props = {
  monitors: readonly MonitorRow[];
  /** How many the search finds, on this page and on others. */
  total: number;
  /** Chooses those of other pages too. */
  onAll: () => Promise<void>;
  onDone: () => void;
};

const AT_ONCE = 6;

export function Bulk({ monitors, total, onAll, onDone }: Props) {
  const cache = useQueryClient();
  const [busy, setBusy] = useState(false);
  const act = async (said: string, work: (one: MonitorRow) => Promise<unknown>) => {
    setBusy(true);
    const wrong: unknown[] = [];
    // Some at a time, so that hundreds do not wait for one another and the server breathes.
    for (let at = 0; at < monitors.length; at += AT_ONCE) {
      const results = await Promise.allSettled(monitors.slice(at, at + AT_ONCE).map(work));
      for (const result of results) if (result.status === "rejected") wrong.push(result.reason);
    }
    await cache.invalidateQueries({ queryKey: ["monitors"] });
    setBusy(false);
    const well = monitors.length - wrong.length;
    if (well) done(`${well} ${well === 1 ? "monitor" : "monitors"} ${said}`);
    if (wrong.length) failed(wrong[0]);
    else onDone();
  };
  const remove = () => {
    const what = monitors.length === 1 ? `the monitor "${monitors[0]?.name}"` : `${monitors.length} monitors`;
    if (confirm(`Delete ${what}?`)) void act("deleted", (one) => deleteMonitor(one.id));
  };
  return (
    <Group gap="xs" role="toolbar" aria-label="What to do to the chosen monitors">
      <Text size="sm" fw={600}>
        {monitors.length} chosen
      </Text>
      {monitors.length < total && (
        <Button size="compact-xs" variant="subtle" onClick={() => void onAll().catch(failed)}>
          Choose all {total}
        </Button>
      )}
      <Menu>
        <Menu.Target>
          <Button size="xs" variant="default" loading={busy} leftSection={<IconBellOff size={14} />}>
            Mute
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {MUTE_SPANS.map(([name, seconds]) => (
            <Menu.Item
              key={name}
              onClick={() =>
                void act("muted", (one) =>
                  muteMonitor(one.id, seconds === null ? undefined : Math.round(Date.now() / 1000) + seconds),
                )
              }
            >
              {name}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Button
        size="xs"
        variant="default"
        disabled={busy}
        leftSection={<IconBell size={14} />}
        onClick={() => void act("unmuted", (one) => unmuteMonitor(one.id))}
      >
        Unmute
      </Button>
      <Button
        size="xs"
        variant="default"
        disabled={busy}
        leftSection={<IconCheck size={14} />}
        title="Takes every group as recovered until the next evaluation says otherwise"
        onClick={() => void act("resolved", (one) => resolveMonitors([one.id]))}
      >
        Resolve
      </Button>
      <Tags
        monitors={monitors}
        onTags={(add, take) =>
          void act("tagged", (one) =>
            updateMonitor(one.id, {
              tags: [...new Set([...one.tags.filter((tag) => !take.includes(tag)), ...add])],
            }),
          )
        }
      />
      <Button
        size="xs"
        variant="default"
        c="red"
        disabled={busy}
        leftSection={<IconTrash size={14} />}
        onClick={remove}
      >
        Delete
      </Button>
      <Button size="xs" variant="subtle" color="gray" onClick={onDone}>
        Choose none
      </Button>
    </Group>
  );
}

type TagsProps = { monitors: readonly MonitorRow[]; onTags: (add: string[], take: string[]) => void };

/** Tags to add to all, and to take from those that have them. */
function Tags({ monitors, onTags }: TagsProps) {
  const [open, setOpen] = useState(false);
  const [add, setAdd] = useState<string[]>([]);
  const [take, setTake] = useState<string[]>([]);
  const known = [...new Set(monitors.flatMap((one) => one.tags))].sort();
  return (
    <Popover opened={open} onChange={setOpen} width={280} trapFocus>
      <Popover.Target>
        <Button size="xs" variant="default" leftSection={<IconTag size={14} />} onClick={() => setOpen(!open)}>
          Tags
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <TagsInput label="Add" placeholder="team:web" value={add} onChange={setAdd} data-autofocus />
        <TagsInput label="Take away" mt="xs" data={known} value={take} onChange={setTake} />
        <Button
          mt="sm"
          size="xs"
          disabled={!add.length && !take.length}
          onClick={() => {
            setOpen(false);
            onTags(add, take);
          }}
        >
          Apply to {monitors.length}
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}
