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
  Textarea,
  TextInput,
} from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useRef } from "react";
import { usePreview } from "@/api/monitors";
import { Markdown } from "@/components/Markdown";
import type { Editing } from "./edit";

const BLOCKS = ["is_alert", "is_warning", "is_no_data", "is_recovery"];

export function Say({ editing: { body, complete, set }, id }: { editing: Editing; id: number | undefined }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [typed] = useDebouncedValue(body, 400);
  const preview = usePreview(id === undefined ? typed : { ...typed, ...{ id } }, complete);
  const insert = (text: string) => {
    const at = field.current?.selectionStart ?? body.message.length;
    const end = field.current?.selectionEnd ?? at;
    set({ message: body.message.slice(0, at) + text + body.message.slice(end) });
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(at + text.length, at + text.length);
    });
  };
  return (
    <Stack gap="xs">
      <TextInput
        label="Name"
        required
        value={body.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <Textarea
        ref={field}
        label="Message"
        description="Markdown. An @address tells someone: @ops@example.com."
        autosize
        minRows={4}
        value={body.message}
        onChange={(event) => set({ message: event.currentTarget.value })}
      />
      <Group gap={4} role="group" aria-label="Put into the message">
        {(preview.data?.variables ?? []).slice(0, 11).map((name) => (
          <Button key={name} size="compact-xs" variant="default" onClick={() => insert(`{{${name}}}`)}>
            {name}
          </Button>
        ))}
        {BLOCKS.map((name) => (
          <Button key={name} size="compact-xs" variant="default" onClick={() => insert(`{{#${name}}}\n\n{{/${name}}}`)}>
            #{name}
          </Button>
        ))}
      </Group>
      {preview.data?.warnings.map((one) => (
        <Alert key={`${one.field}${one.start}${one.message}`} color="yellow" p={8}>
          <Text size="sm">
            {one.message}
            {one.end > one.start && `: ${(one.field === "name" ? body.name : body.message).slice(one.start, one.end)}`}
          </Text>
        </Alert>
      ))}
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
