/** What a dashboard says of itself: title, description, tags. */

import { Button, Group, Modal, Stack, TagsInput, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Dashboard } from "@/api/dashboards";

type Props = { dashboard: Dashboard; onCancel: () => void; onDone: (dashboard: Dashboard) => void };

const TAG = /^team:[\w./-]+$/;
const MOST = 5;

export default function Details({ dashboard, onCancel, onDone }: Props) {
  const [title, setTitle] = useState(dashboard.title);
  const [description, setDescription] = useState(dashboard.description ?? "");
  const [tags, setTags] = useState(dashboard.tags ?? []);
  const wrong = tags.find((tag) => !TAG.test(tag));
  return (
    <Modal opened onClose={onCancel} title="Details">
      <Stack gap="sm">
        <TextInput label="Title" value={title} onChange={(event) => setTitle(event.currentTarget.value)} />
        <Textarea
          label="Description"
          autosize
          minRows={3}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        <TagsInput
          label="Tags"
          description={`Teams that it belongs to, as team:name; ${MOST} at most`}
          maxTags={MOST}
          value={tags}
          onChange={(next) => setTags(next.map((tag) => (tag.includes(":") ? tag : `team:${tag}`)))}
          error={wrong && `${wrong} is not of the form team:name`}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button
            disabled={!title.trim() || wrong !== undefined}
            onClick={() => onDone({ ...dashboard, title: title.trim(), description: description || null, tags })}
          >
            Done
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
