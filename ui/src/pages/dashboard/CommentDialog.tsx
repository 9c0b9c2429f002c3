/** A comment on a graph: whoever is mentioned gets it by mail, with the picture. */

import { Box, Button, Combobox, Group, Modal, Stack, Text, Textarea, useCombobox } from "@mantine/core";
import { useState } from "react";
import { postComment, snapshot, useHandles } from "@/api/comments";
import type { WidgetJson } from "@/api/dashboards";
import { done, failed } from "@/components/notify";
import { filledDefinition } from "@/lib/filled";
import { type OwnTime, ownRange } from "@/lib/own-range";
import { Frame } from "@/widgets/frame/Frame";
import type { Scene } from "@/widgets/widget";

type Props = {
  widget: WidgetJson;
  scene: Scene;
  /** What the graph is part of. */
  place: string;
  /** Where the graph is seen with a time, `from` and `to`. */
  linkOf: (time: URLSearchParams) => string;
  onClose: () => void;
};

const MENTION = /(?:^|\s)@([\w.+#/@-]*)$/;

export default function CommentDialog({ widget, scene, place, linkOf, onClose }: Props) {
  const [text, setText] = useState("");
  const [caret, setCaret] = useState(0);
  const [busy, setBusy] = useState(false);
  const typing = MENTION.exec(text.slice(0, caret));
  const combobox = useCombobox();
  const { data: handles = [] } = useHandles(typing?.[1] ?? "", typing !== null);
  const offered = typing ? handles.filter((one) => one.handle !== typing[1]).slice(0, 8) : [];
  // The time stands still while someone writes about what they see.
  const [range] = useState(() => ownRange(widget.definition.time as OwnTime | undefined, scene.range).range);

  const take = (handle: string) => {
    if (!typing) return;
    const begins = caret - (typing[1]?.length ?? 0);
    setText(`${text.slice(0, begins)}${handle} ${text.slice(caret)}`);
    setCaret(begins + handle.length + 1);
  };
  const send = async () => {
    setBusy(true);
    try {
      const definition = filledDefinition(widget.definition, scene.variables);
      const name = String(definition.title || definition.type);
      const picture = await snapshot(definition, range.from, range.to, 800, 320);
      const time = new URLSearchParams({ from: String(range.from * 1000), to: String(range.to * 1000) });
      const link = linkOf(time);
      const where = `${name}, ${place}`;
      const { mentions } = await postComment(`${text.trim()}\n\n![${name}](${picture})`, `Comment on ${where}`, link);
      const told = mentions.filter((one) => !one.problem).map((one) => one.handle);
      for (const { handle, problem } of mentions) if (problem) failed(new Error(`@${handle}: ${problem}`));
      done(
        told.length ? `The comment is kept, and sent to ${told.join(", ")}` : "The comment is kept among the events",
      );
      onClose();
    } catch (wrong) {
      failed(wrong);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} size="lg" title="Comment on this graph">
      <Stack gap="sm">
        <Box h={220}>
          <Frame widget={{ definition: widget.definition }} scene={{ ...scene, range }} />
        </Box>
        <Combobox store={combobox} onOptionSubmit={take} withinPortal>
          <Combobox.Target>
            <Textarea
              data-autofocus
              label="Comment"
              placeholder="What do you see? @somebody@example.org gets it by mail, with the picture"
              autosize
              minRows={3}
              value={text}
              onChange={(event) => {
                setText(event.currentTarget.value);
                setCaret(event.currentTarget.selectionStart);
                combobox.openDropdown();
                combobox.updateSelectedOptionIndex();
              }}
              onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
              onBlur={() => combobox.closeDropdown()}
            />
          </Combobox.Target>
          <Combobox.Dropdown hidden={!offered.length}>
            <Combobox.Options>
              {offered.map((one) => (
                <Combobox.Option key={one.handle} value={one.handle}>
                  <Group justify="space-between">
                    <Text size="sm">@{one.handle}</Text>
                    <Text size="xs" c="dimmed">
                      {one.title}
                    </Text>
                  </Group>
                </Combobox.Option>
              ))}
            </Combobox.Options>
          </Combobox.Dropdown>
        </Combobox>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button disabled={!text.trim()} loading={busy} onClick={() => void send()}>
            Post
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
