/** One event whole: its text, where it came from, its tags and what else it carries. */

import { Badge, Box, Drawer, Group, Skeleton, Stack, Text, UnstyledButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useEvent } from "@/api/events";
import { KeyValues } from "@/components/KeyValues";
import { Markdown } from "@/components/Markdown";
import { Failure } from "@/components/states";
import { statusColor } from "@/lib/colors";
import { term, toggled } from "@/lib/search";
import { dateText } from "@/lib/time";

type Props = { id: string; query: string; onClose: () => void; onFilter: (query: string) => void };

const SHOWN = new Set(["title", "tags", "status", "timestamp", "date_happened", "monitor_id"]);

export function EventPanel({ id, query, onClose, onFilter }: Props) {
  const { data, error } = useEvent(id);
  const event = data?.attributes;
  const inner = event?.attributes;
  const more = Object.fromEntries(
    Object.entries(inner ?? {}).filter(([key, value]) => !SHOWN.has(key) && value !== null && value !== ""),
  );
  return (
    <Drawer
      opened={id !== ""}
      onClose={onClose}
      position="right"
      size="lg"
      withOverlay={false}
      lockScroll={false}
      title={<Text fw={600}>{inner?.title ?? "Event"}</Text>}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {error && <Failure error={error} />}
      {!event && !error && <Skeleton height={200} />}
      {event && inner && (
        <Stack>
          <Group gap="xs">
            <Badge color={statusColor(inner.status || "info")} tt="none">
              {inner.status || "info"}
            </Badge>
            <Text size="sm" c="dimmed">
              {dateText(Date.parse(event.timestamp))}
            </Text>
            {inner.monitor_id && (
              <Link to="/monitors/$id" params={{ id: String(inner.monitor_id) }}>
                Monitor {inner.monitor_id}
              </Link>
            )}
          </Group>
          <Box>
            <Markdown text={event.message.replace(/^%%%\s*|\s*%%%$/g, "")} />
          </Box>
          <Group gap={4}>
            {event.tags.map((tag) => {
              const at = tag.indexOf(":");
              const wanted = at > 0 ? term(tag.slice(0, at), tag.slice(at + 1)) : term("tags", tag);
              return (
                <UnstyledButton key={tag} title="Filter by this" onClick={() => onFilter(toggled(query, wanted))}>
                  <Badge variant="default" tt="none" fw={400} style={{ cursor: "pointer" }}>
                    {tag}
                  </Badge>
                </UnstyledButton>
              );
            })}
          </Group>
          <KeyValues values={more} />
        </Stack>
      )}
    </Drawer>
  );
}
