/** The monitor as JSON: to be exported, and to be replaced by what was exported elsewhere. */

import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { download, fileName } from "@/components/download";
import { ImportButton } from "@/components/ImportButton";
import { Copy } from "@/components/states";
import type { Draft } from "./edit";
import { readMonitor } from "./imported";

export function Json({ body, onChange }: { body: Draft; onChange: (body: Draft) => void }) {
  const [text, setText] = useState(() => JSON.stringify(body, null, 2));
  const [wrong, setWrong] = useState("");
  const take = (next: string) => {
    setText(next);
    try {
      onChange(readMonitor(next));
      setWrong("");
    } catch (error) {
      setWrong(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <Stack gap="xs">
      <Textarea
        label="The monitor as JSON"
        description="As the API has it; what was exported elsewhere can be put here as it is."
        autosize
        minRows={18}
        maxRows={40}
        spellCheck={false}
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: 12 } }}
        value={text}
        error={wrong || undefined}
        onChange={(event) => take(event.currentTarget.value)}
      />
      <Group>
        <ImportButton label="Import a file" onText={take} />
        <Button
          size="xs"
          variant="default"
          onClick={() => download(`${fileName(body.name || "monitor")}.json`, text, "application/json")}
        >
          Export to a file
        </Button>
        <Copy text={text} label="Copy the JSON" />
        <Text size="xs" c="dimmed">
          Nothing is stored before it is saved.
        </Text>
      </Group>
    </Stack>
  );
}
