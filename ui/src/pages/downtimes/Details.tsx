/** One downtime: when, what it says, who made it; to change, cancel, repeat or take away as JSON. */

import { Badge, Button, Code, Drawer, Group, Stack, Text } from "@mantine/core";
import { IconBan, IconCopy, IconPencil, IconPlayerSkipForward } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { cancelCurrent, cancelDowntime, type Downtime, useOccurrences } from "@/api/downtimes";
import { useAct } from "@/components/act";
import { Markdown } from "@/components/Markdown";
import { SilentDays } from "@/components/SilentDays";
import { Copy } from "@/components/states";
import { exported, momentText, scheduleText, targetText, zoneOf } from "@/lib/downtimes";
import { COLORS } from "./Downtimes";

type Props = { downtime: Downtime; name: (id: number) => string; onClose: () => void };

export function Details({ downtime, name, onClose }: Props) {
  const { attributes } = downtime;
  const made = exported(attributes as never);
  const open = attributes.status === "active" || attributes.status === "scheduled";
  const zone = zoneOf(attributes);
  const { data: coming } = useOccurrences(made, 100, open);
  const current = attributes.schedule.current_downtime;
  // The preview knows nothing of occurrences that were cancelled by themselves.
  const occurrences = (coming?.occurrences ?? []).filter(
    (one) => attributes.status === "active" || !current || Date.parse(one.start) >= Date.parse(current.start),
  );
  const act = useAct(["downtimes"]);
  const rows: Array<[string, string]> = [
    ["Groups", attributes.scope],
    ["When", scheduleText(attributes.schedule)],
    ["Time zone", zone],
    ["First recovery", attributes.mute_first_recovery_notification ? "muted as well" : "told"],
    [
      "Told when over",
      `${attributes.notify_end_states?.join(", ") || "nothing"} (${attributes.notify_end_types?.join(", ") || "never"})`,
    ],
    ["Made", `${momentText(attributes.created, zone)} by ${downtime.relationships.created_by.data.id || "an API key"}`],
  ];
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={
        <Group gap="xs">
          <Badge color={COLORS[attributes.status]} variant="light" tt="none">
            {attributes.status}
          </Badge>
          <Text fw={600}>{targetText(attributes, name)}</Text>
        </Group>
      }
    >
      <Stack>
        <Group gap="xs">
          {open && attributes.schedule.recurrences && (
            <Button
              variant="default"
              disabled={attributes.status !== "active"}
              leftSection={<IconPlayerSkipForward size={14} />}
              onClick={() => void act(() => cancelCurrent(downtime.id), "It is over for this time")}
            >
              End this occurrence
            </Button>
          )}
          {open && (
            <Button
              variant="default"
              leftSection={<IconBan size={14} />}
              onClick={() => void act(() => cancelDowntime(downtime.id), "The downtime is cancelled")}
            >
              Cancel the downtime
            </Button>
          )}
          <Button
            variant="default"
            leftSection={<IconPencil size={14} />}
            renderRoot={(props) => <Link to="/downtimes/$id/edit" params={{ id: downtime.id }} {...props} />}
          >
            {open ? "Edit" : "Schedule anew"}
          </Button>
          <Button
            variant="default"
            leftSection={<IconCopy size={14} />}
            renderRoot={(props) => <Link to="/downtimes/new" search={{ clone: downtime.id } as never} {...props} />}
          >
            Clone
          </Button>
        </Group>
        {attributes.message && <Markdown text={attributes.message} />}
        <dl style={{ display: "grid", gridTemplateColumns: "130px 1fr", gap: "6px 12px", margin: 0 }}>
          {rows.map(([term, said]) => (
            <div key={term} style={{ display: "contents" }}>
              <Text component="dt" size="sm" c="dimmed">
                {term}
              </Text>
              <Text component="dd" size="sm" m={0} style={{ overflowWrap: "anywhere" }}>
                {said}
              </Text>
            </div>
          ))}
        </dl>
        {open && <SilentDays occurrences={occurrences} timezone={zone} />}
        <Group gap="xs">
          <Text size="sm" fw={600}>
            JSON
          </Text>
          <Copy text={JSON.stringify(made, null, 2)} label="Copy the JSON" />
        </Group>
        <Code block>{JSON.stringify(made, null, 2)}</Code>
      </Stack>
    </Drawer>
  );
}
