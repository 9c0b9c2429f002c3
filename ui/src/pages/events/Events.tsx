/** Events: what happened, newest first. */

import { Badge, Box, Drawer, Group, Skeleton, Stack, Text } from "@mantine/core";
import { useMemo } from "react";
import { useEvents } from "@/api/records";
import { Cell } from "@/components/Cell";
import { Markdown } from "@/components/Markdown";
import { Page } from "@/components/Page";
import { useTime } from "@/components/range";
import { SearchBox } from "@/components/SearchBox";
import { Command, Empty, Failure } from "@/components/states";
import { useParam } from "@/components/url";
import { VirtualRows } from "@/components/VirtualRows";
import { statusColor } from "@/lib/colors";
import { dateText } from "@/lib/time";

const SEND = `curl -X POST "${location.origin}/api/v1/events" -H "DD-API-KEY: <your API key>" -H "Content-Type: application/json" -d '{"title": "Deployed web", "text": "version 1.2", "tags": ["service:web"]}'`;

export default function Events() {
  const { range } = useTime();
  const [filter, setFilter] = useParam("filter");
  const [open, setOpen] = useParam("event");
  const { data, error } = useEvents(range);
  const shown = useMemo(() => {
    const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
    return (data ?? []).filter((one) => {
      const text =
        `${one.title} ${one.text ?? ""} ${one.host ?? ""} ${one.source ?? ""} ${(one.tags ?? []).join(" ")}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
  }, [data, filter]);
  const selected = shown.find((one) => String(one.id) === open);
  return (
    <Page fill title="Events">
      <Group mb="xs">
        <SearchBox label="Filter events" placeholder="words or tag:value" value={filter} onCommit={setFilter} />
      </Group>
      {error && <Failure error={error} />}
      {!data && !error && <Skeleton flex={1} />}
      {data && !shown.length && (
        <Empty title="No events in this time range">
          {filter ? (
            <Text size="sm" c="dimmed">
              Nothing matches the filter.
            </Text>
          ) : (
            <Command>{SEND}</Command>
          )}
        </Empty>
      )}
      {shown.length > 0 && (
        <VirtualRows
          label="Events"
          items={shown}
          height={32}
          keyOf={(one) => String(one.id)}
          selected={open}
          onOpen={(one) => setOpen(String(one.id))}
          head={
            <>
              <Cell head width={140}>
                Time
              </Cell>
              <Cell head>Title</Cell>
              <Cell head wide width={110}>
                Source
              </Cell>
              <Cell head wide width={120}>
                Host
              </Cell>
              <Cell head wide width={260}>
                Tags
              </Cell>
            </>
          }
          row={(one) => (
            <>
              <Cell width={140} mono>
                <span style={{ borderLeft: `3px solid ${colorOf(one.alert_type)}`, paddingLeft: 8 }}>
                  {dateText(one.date_happened * 1000)}
                </span>
              </Cell>
              <Cell title={one.title}>{one.title}</Cell>
              <Cell wide width={110} dim>
                {one.source}
              </Cell>
              <Cell wide width={120} dim>
                {one.host}
              </Cell>
              <Cell wide width={260} dim>
                {one.tags?.join(" ")}
              </Cell>
            </>
          )}
        />
      )}
      <Drawer
        opened={Boolean(selected)}
        onClose={() => setOpen("")}
        position="right"
        withOverlay={false}
        lockScroll={false}
        title={<Text fw={600}>{selected?.title}</Text>}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {selected && (
          <Stack>
            <Group gap="xs">
              <Badge color={colorOf(selected.alert_type)}>{selected.alert_type ?? "info"}</Badge>
              <Text size="sm" c="dimmed">
                {dateText(selected.date_happened * 1000)}
              </Text>
            </Group>
            <Box>
              <Markdown text={(selected.text ?? "").replace(/^%%%\s*|\s*%%%$/g, "")} />
            </Box>
            <Group gap={4}>
              {selected.tags?.map((tag) => (
                <Badge key={tag} variant="default" tt="none" fw={400}>
                  {tag}
                </Badge>
              ))}
            </Group>
          </Stack>
        )}
      </Drawer>
    </Page>
  );
}

function colorOf(kind: string | undefined): string {
  return statusColor(kind === "success" ? "ok" : (kind ?? "info"));
}
