/** Sets a channel up under a name; what it asks for comes from the channel's own declaration. */

import { Button, Group, Modal, PasswordInput, SegmentedControl, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Channel, type Entry, type Field, saveEntry } from "@/api/channels";
import { done } from "@/components/notify";
import { Failure } from "@/components/states";

type Props = { channel: Channel; entry: Entry | null; opened: boolean; onClose: () => void };

export function ChannelForm({ channel, entry, opened, onClose }: Props) {
  const cache = useQueryClient();
  const [name, setName] = useState(entry?.name ?? "");
  const [values, setValues] = useState<Record<string, string>>(() =>
    Object.fromEntries(
      channel.fields.filter((field) => !field.secret).map(({ name }) => [name, String(entry?.values[name] ?? "")]),
    ),
  );
  const [error, setError] = useState<unknown>(null);
  const save = async () => {
    try {
      await saveEntry(channel.name, name.trim(), Object.fromEntries(Object.entries(values).filter(([, text]) => text)));
      await cache.invalidateQueries({ queryKey: ["channels"] });
      done(`Messages may write @${channel.handle}${name.trim()} now`);
      onClose();
    } catch (wrong) {
      setError(wrong);
    }
  };
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={entry ? `${channel.title}: ${entry.name}` : `Add: ${channel.title}`}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Stack gap="sm">
          <TextInput
            label="Name"
            description={name ? `Messages write @${channel.handle}${name.trim()}` : "Letters, digits, _, . and -"}
            required
            disabled={entry !== null}
            value={name}
            data-autofocus
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {channel.fields.map((field) => (
            <Input
              key={field.name}
              field={field}
              kept={entry?.values[field.name] === true}
              value={values[field.name] ?? ""}
              onChange={(text) => setValues({ ...values, [field.name]: text })}
            />
          ))}
          {error !== null && <Failure error={error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit">Save</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

type InputProps = { field: Field; kept: boolean; value: string; onChange: (text: string) => void };

function Input({ field, kept, value, onChange }: InputProps) {
  const shared = { label: field.label, description: field.doc || undefined, required: field.needed && !kept, value };
  if (field.choices.length)
    return (
      <div>
        <Text size="sm" fw={500} mb={4}>
          {field.label}
        </Text>
        <SegmentedControl size="xs" data={field.choices} value={value || field.choices[0] || ""} onChange={onChange} />
      </div>
    );
  if (field.secret)
    return (
      <PasswordInput
        {...shared}
        autoComplete="off"
        placeholder={kept ? "stays as it is unless another is given" : ""}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  if (field.long)
    return (
      <Textarea
        {...shared}
        autosize
        minRows={3}
        maxRows={14}
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: 12 } }}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  return <TextInput {...shared} onChange={(event) => onChange(event.currentTarget.value)} />;
}
