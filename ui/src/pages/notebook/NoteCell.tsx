/** A note of a notebook: its Markdown, or the field to write it. */

import { Box, Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { Markdown } from "@/components/Markdown";

type Props = { text: string; editing: boolean; onEdit: () => void; onDone: (text: string) => void };

export function NoteCell({ text, editing, onEdit, onDone }: Props) {
  return editing ? (
    <Writing text={text} onDone={onDone} />
  ) : (
    <Box px={10} py={6} mih={34} onDoubleClick={onEdit} title="Double-click to edit">
      {text.trim() ? <Markdown text={text} /> : <Text c="dimmed">An empty note</Text>}
    </Box>
  );
}

function Writing({ text, onDone }: Pick<Props, "text" | "onDone">) {
  const [typed, setTyped] = useState(text);
  return (
    <Stack
      gap={6}
      p={6}
      onBlur={(event) => {
        // Who goes on elsewhere on the page is done; who only looks into another window is not.
        const inside = event.currentTarget.contains(event.relatedTarget) || document.activeElement === event.target;
        if (!inside) onDone(typed);
      }}
    >
      <Textarea
        aria-label="Text (Markdown)"
        placeholder="Markdown: # heading, **bold**, - list, [link](https://…)"
        autosize
        autoFocus
        minRows={4}
        maxRows={30}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) onDone(typed);
        }}
      />
      <Group gap="xs" justify="flex-end">
        <Text size="xs" c="dimmed" visibleFrom="xs">
          Ctrl Enter
        </Text>
        <Button variant="default" onClick={() => onDone(text)}>
          Cancel
        </Button>
        <Button onClick={() => onDone(typed)}>Done</Button>
      </Group>
    </Stack>
  );
}
