/** Channels by which people are told: what is set up, what can be, and whether it works. */

import {
  ActionIcon,
  Badge,
  Button,
  Code,
  Group,
  Paper,
  Skeleton,
  Stack,
  Table,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { IconPencil, IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { type Channel, deleteEntry, type Entry, type Smtp, useChannels } from "@/api/channels";
import { useSession } from "@/api/session";
import { useAct } from "@/components/act";
import { Failure } from "@/components/states";
import { ChannelForm } from "./ChannelForm";
import { TestButton } from "./TestButton";

export function Notifications() {
  const { data, error } = useChannels();
  const { data: session } = useSession();
  if (error) return <Failure error={error} />;
  if (!data) return <Skeleton height={400} maw={860} />;
  return (
    <Stack maw={860}>
      {session && !session.admin && (
        <Text size="sm" c="dimmed">
          Administrators set channels up; here is what messages may use.
        </Text>
      )}
      {data.channels.map((channel) =>
        channel.fields.length ? (
          <ChannelCard
            key={channel.name}
            channel={channel}
            admin={session?.admin ?? false}
            closed={!data.private_targets}
          />
        ) : (
          <MailCard key={channel.name} channel={channel} smtp={data.smtp} admin={session?.admin ?? false} />
        ),
      )}
    </Stack>
  );
}

function MailCard({ channel, smtp, admin }: { channel: Channel; smtp: Smtp; admin: boolean }) {
  const { data: session } = useSession();
  const [to, setTo] = useState<string | null>(null);
  const known = session?.handle.includes("@localhost") ? "" : (session?.handle ?? "");
  const address = to ?? known;
  return (
    <Paper withBorder p="sm">
      <Group justify="space-between" mb={4}>
        <Title order={2} size="h5">
          {channel.title}
        </Title>
        <Badge color={smtp.host ? "green" : "gray"} variant="light" tt="none">
          {smtp.host ? "a mail server is set" : "no mail server is set"}
        </Badge>
      </Group>
      <Text size="sm" c="dimmed">
        A handle that is an address, such as <Code>@you@example.com</Code>, or a user's.
      </Text>
      {smtp.host ? (
        <>
          <Text size="sm" mt="xs">
            <Code>
              {smtp.host}:{smtp.port}
            </Code>{" "}
            {smtp.security === "none" ? "without encryption" : smtp.security === "tls" ? "by TLS" : "by STARTTLS"}
            {smtp.user && (
              <>
                , as <Code>{smtp.user}</Code>
              </>
            )}
            , from <Code>{smtp.from}</Code>
          </Text>
          {admin && (
            <Group mt="sm" gap="xs" align="flex-start">
              <TextInput
                size="xs"
                w={260}
                type="email"
                placeholder="you@example.com"
                aria-label="Address for a test mail"
                value={address}
                onChange={(event) => setTo(event.currentTarget.value)}
              />
              <TestButton channel="email" name={address} disabled={!/^\S+@\S+$/.test(address)}>
                Send a test mail
              </TestButton>
            </Group>
          )}
        </>
      ) : (
        <Text size="sm" mt="xs">
          Start the server with <Code>--smtp-host</Code> (or <Code>VIZSLA_SMTP_HOST</Code>), and{" "}
          <Code>--smtp-port</Code>, <Code>--smtp-user</Code>, <Code>VIZSLA_SMTP_PASSWORD</Code>,{" "}
          <Code>--smtp-security</Code>, <Code>--smtp-from</Code> as it needs them.
        </Text>
      )}
    </Paper>
  );
}

type CardProps = { channel: Channel; admin: boolean; closed: boolean };

function ChannelCard({ channel, admin, closed }: CardProps) {
  const [edited, setEdited] = useState<Entry | "new" | null>(null);
  return (
    <Paper withBorder p="sm">
      <Group justify="space-between" mb={4}>
        <Title order={2} size="h5">
          {channel.title}
        </Title>
        {admin && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPlus size={14} />}
            onClick={() => setEdited("new")}
          >
            Add
          </Button>
        )}
      </Group>
      <Text size="sm" c="dimmed">
        <Coded text={channel.doc} />
        {channel.name === "webhook" &&
          closed &&
          " Private and loopback addresses are refused unless the setting private_targets is true."}
      </Text>
      {channel.entries.length > 0 && (
        <Table fz="sm" mt="xs" verticalSpacing={4}>
          <Table.Tbody>
            {channel.entries.map((entry) => (
              <EntryRow key={entry.name} {...{ channel, entry, admin }} onEdit={() => setEdited(entry)} />
            ))}
          </Table.Tbody>
        </Table>
      )}
      <ChannelForm
        key={edited === "new" ? "new" : (edited?.name ?? "")}
        channel={channel}
        entry={edited === "new" ? null : edited}
        opened={edited !== null}
        onClose={() => setEdited(null)}
      />
    </Paper>
  );
}

type RowProps = { channel: Channel; entry: Entry; admin: boolean; onEdit: () => void };

function EntryRow({ channel, entry, admin, onEdit }: RowProps) {
  const act = useAct(["channels"]);
  const remove = async () => {
    if (!confirm(`Delete ${channel.title} "${entry.name}"? Messages that name it will reach nobody.`)) return;
    await act(() => deleteEntry(channel.name, entry.name), "It is deleted");
  };
  const shown = channel.fields
    .map((field) =>
      field.secret ? (entry.values[field.name] ? `${field.label} ••••` : "") : String(entry.values[field.name] ?? ""),
    )
    .filter((text) => text && !text.startsWith("{"));
  return (
    <Table.Tr>
      <Table.Td>
        <Code>
          @{channel.handle}
          {entry.name}
          {channel.name === "slack" && "-CHANNEL"}
        </Code>
      </Table.Td>
      <Table.Td c="dimmed" style={{ overflowWrap: "anywhere" }}>
        {shown.join(" · ")}
      </Table.Td>
      <Table.Td>
        {admin && (
          <Group gap={4} justify="flex-end" wrap="nowrap">
            <TestButton
              channel={channel.name}
              name={entry.name}
              asks={channel.name === "slack" ? "channel" : undefined}
            >
              Test
            </TestButton>
            <ActionIcon variant="subtle" color="gray" aria-label={`Edit ${entry.name}`} onClick={onEdit}>
              <IconPencil size={15} />
            </ActionIcon>
            <ActionIcon variant="subtle" color="red" aria-label={`Delete ${entry.name}`} onClick={() => void remove()}>
              <IconTrash size={15} />
            </ActionIcon>
          </Group>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

/** A sentence whose `code` is set as such. */
function Coded({ text }: { text: string }) {
  return <>{text.split("`").map((part, at) => (at % 2 ? <Code key={at}>{part}</Code> : part))}</>;
}
