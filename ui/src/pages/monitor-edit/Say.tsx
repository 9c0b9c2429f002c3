/** What is said and to whom: name and message, with what they come to in each state. */

import {
  Alert,
  Badge,
  Box,
  Button,
  Group,
  Select,
  SimpleGrid,
  Stack,
  Tabs,
  TagsInput,
  Text,
  TextInput,
} from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMemo, useRef } from "react";
import { usePreview } from "@/api/monitors";
import { MessageInput } from "@/components/code/MessageInput";
import { Markdown } from "@/components/Markdown";
import { unitsBefore } from "@/lib/complete-message";
import type { Editing } from "./edit";

const FIELDS: Record<string, string> = { name: "Name", "options.escalation_message": "Said on repetition" };
const BLOCKS = ["is_alert", "is_warning", "is_no_data", "is_recovery"];

export function Say({ editing: { body, complete, set }, id }: { editing: Editing; id: number | undefined }) {
  const insert = useRef<((text: string) => void) | null>(null);
  const [typed] = useDebouncedValue(body, 400);
  const preview = usePreview(id === undefined ? typed : { ...typed, ...{ id } }, complete);
  const warnings = preview.data?.warnings;
  const known = !preview.isPlaceholderData && typed.message === body.message;
  const doubts = useMemo(() => {
    if (!known) return undefined;
    const at = (place: number) => unitsBefore(typed.message, place);
    return warnings
      ?.filter((one) => one.field === "message")
      .map((one) => ({ ...one, start: at(one.start), end: at(one.end) }));
  }, [known, warnings, typed.message]);
  return (
    <Stack gap="xs">
      <TextInput
        label="Name"
        required
        value={body.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <MessageInput
        label="Message"
        description="Markdown. {{ offers values and conditions, @ whom to tell: @ops@example.com."
        value={body.message}
        onChange={(message) => set({ message })}
        names={preview.data?.variables ?? []}
        doubts={doubts}
        insert={insert}
      />
      <Group gap={4} role="group" aria-label="Put into the message">
        {(preview.data?.variables ?? []).slice(0, 7).map((name) => (
          <Button
            key={name}
            size="compact-xs"
            variant="default"
            fw={400}
            onClick={() => insert.current?.(`{{${name}}}`)}
          >
            {name}
          </Button>
        ))}
        {BLOCKS.map((name) => (
          <Button
            key={name}
            size="compact-xs"
            variant="default"
            fw={400}
            onClick={() => insert.current?.(`{{#${name}}}\n\n{{/${name}}}`)}
          >
            #{name}
          </Button>
        ))}
      </Group>
      {warnings && warnings.length > 0 && (
        <Alert color="yellow" p={8} role="status" aria-label="Doubts">
          {warnings.map((one) => (
            <Text key={`${one.field}${one.start}${one.message}`} size="sm">
              {one.field !== "message" && `${FIELDS[one.field] ?? one.field}: `}
              {one.message}
            </Text>
          ))}
        </Alert>
      )}
      {preview.data && preview.data.states.length > 0 && (
        <Box p={8} bg="var(--surface)" style={{ border: "1px solid var(--edge)", borderRadius: 6 }}>
          <Text size="xs" c="dimmed" mb={4}>
            {preview.data.example
              ? "As it would read, with examples for values"
              : `As it would read for ${preview.data.group || "the whole"}`}
          </Text>
          <Tabs defaultValue={preview.data.states[0]?.kind ?? null} keepMounted={false}>
            <Tabs.List>
              {preview.data.states.map(({ kind }) => (
                <Tabs.Tab key={kind} value={kind}>
                  {kind}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            {preview.data.states.map(({ kind, title, text, recipients }) => (
              <Tabs.Panel key={kind} value={kind} pt="xs">
                <Text fw={600} size="sm">
                  {title}
                </Text>
                <Markdown text={text} />
                <Group gap={4} mt={4}>
                  {recipients.map((one) => (
                    <Badge
                      key={one.handle}
                      variant="light"
                      tt="none"
                      color={one.problem ? "yellow" : "gray"}
                      title={one.problem || one.channel}
                    >
                      @{one.handle}
                    </Badge>
                  ))}
                  {recipients.length === 0 && (
                    <Text size="xs" c="dimmed">
                      Nobody is told: write an @address into the message.
                    </Text>
                  )}
                </Group>
              </Tabs.Panel>
            ))}
          </Tabs>
        </Box>
      )}
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TagsInput label="Tags" placeholder="team:shop" value={body.tags} onChange={(tags) => set({ tags })} />
        <Select
          label="Priority"
          clearable
          placeholder="none"
          data={["1", "2", "3", "4", "5"]}
          value={body.priority === null ? null : String(body.priority)}
          onChange={(priority) => set({ priority: priority === null ? null : Number(priority) })}
        />
      </SimpleGrid>
    </Stack>
  );
}
