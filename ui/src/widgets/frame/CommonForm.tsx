/** What every widget with data may have: a time span of its own, and links from its points. */

import { ActionIcon, Button, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import type { FormProps } from "../widget";

const SPANS = [
  ["", "As the dashboard"],
  ["5m", "Past 5 minutes"],
  ["15m", "Past 15 minutes"],
  ["30m", "Past 30 minutes"],
  ["1h", "Past hour"],
  ["4h", "Past 4 hours"],
  ["1d", "Past day"],
  ["2d", "Past 2 days"],
  ["1w", "Past week"],
  ["1mo", "Past month"],
  ["3mo", "Past 3 months"],
  ["6mo", "Past 6 months"],
  ["1y", "Past year"],
  ["week_to_date", "Week to date"],
  ["month_to_date", "Month to date"],
] as const;

type Link = { label?: string; link?: string; override_label?: string; is_hidden?: boolean };

export function CommonForm({ definition, onChange }: FormProps) {
  const time = (definition.time ?? {}) as { live_span?: string; type?: string };
  const links = (Array.isArray(definition.custom_links) ? definition.custom_links : []) as Link[];
  const known = SPANS.some(([span]) => span === (time.live_span ?? ""));
  const setLinks = (next: Link[]) => onChange({ ...definition, custom_links: next.length ? next : undefined });
  const change = (at: number, part: Link) =>
    setLinks(links.map((one, index) => (index === at ? { ...one, ...part } : one)));
  return (
    <Stack gap={6}>
      <Select
        size="xs"
        w={190}
        label="Time"
        allowDeselect={false}
        data={[
          ...SPANS.map(([value, label]) => ({ value, label })),
          ...(time.type || !known ? [{ value: "own", label: "As its JSON says" }] : []),
        ]}
        value={time.type || !known ? "own" : (time.live_span ?? "")}
        onChange={(span) => span !== "own" && onChange({ ...definition, time: span ? { live_span: span } : undefined })}
      />
      <Text size="sm" fw={500}>
        Links
      </Text>
      {links.map((one, at) => (
        <Group key={at} gap={6} wrap="nowrap">
          <TextInput
            size="xs"
            w={150}
            aria-label={`Name of link ${at + 1}`}
            placeholder="Name"
            value={one.label ?? one.override_label ?? ""}
            disabled={one.override_label !== undefined}
            onChange={(event) => change(at, { label: event.currentTarget.value })}
          />
          <TextInput
            size="xs"
            flex={1}
            aria-label={`Address of link ${at + 1}`}
            placeholder="/logs?query={{host}}&from={{timestamp_start}}&to={{timestamp_end}}"
            value={one.link ?? ""}
            onChange={(event) => change(at, { link: event.currentTarget.value })}
          />
          <ActionIcon
            variant="subtle"
            color="red"
            aria-label={`Remove link ${at + 1}`}
            onClick={() => setLinks(links.filter((_, index) => index !== at))}
          >
            <IconTrash size={15} />
          </ActionIcon>
        </Group>
      ))}
      <Group>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconPlus size={13} />}
          onClick={() => setLinks([...links, { label: "", link: "" }])}
        >
          Add a link
        </Button>
      </Group>
    </Stack>
  );
}
