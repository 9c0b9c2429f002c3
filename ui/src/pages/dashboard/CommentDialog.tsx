/** A comment on a graph: whoever is mentioned gets it by mail, with the picture. */

import { Box, Button, Group, Modal, Stack } from "@mantine/core";
import { useState } from "react";
import { postComment, snapshot } from "@/api/comments";
import type { WidgetJson } from "@/api/dashboards";
import { MessageInput } from "@/components/code/MessageInput";
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

export default function CommentDialog({ widget, scene, place, linkOf, onClose }: Props) {
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  // The time stands still while someone writes about what they see.
  const [range] = useState(() => ownRange(widget.definition.time as OwnTime | undefined, scene.range).range);

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
        <MessageInput
          label="Comment"
          placeholder="What do you see? @somebody@example.org gets it by mail, with the picture"
          focused
          value={text}
          onChange={setText}
        />
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
