/** The keys of one kind: what they are for, made, shown and revoked. */

import { ActionIcon, Button, Code, Group, Skeleton, Text, Title, Tooltip } from "@mantine/core";
import { IconEye, IconEyeOff, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { createKey, type Key, type KeyKind, revokeKey, useKey, useKeys } from "@/api/settings";
import { useAct } from "@/components/act";
import { Copy, Failure } from "@/components/states";
import { Rest, WrappedRow, WrappedRows } from "@/components/WrappedRow";
import { agoText } from "@/lib/time";

type Props = { kind: KeyKind; title: string; use: string };

export function Keys({ kind, title, use }: Props) {
  const { data, error } = useKeys(kind);
  const act = useAct(["keys", kind]);
  const [shown, setShown] = useState("");
  const make = () => {
    const name = prompt("What is going to use it? Name it so that you know which one to revoke one day.");
    if (name?.trim()) void act(async () => setShown((await createKey(kind, name)).data.id), "The key is made");
  };
  const revoke = (one: Key) => {
    const name = one.attributes.name;
    if (!confirm(`Revoke "${name}"? What uses it is refused within seconds, and it cannot be brought back.`)) return;
    void act(() => revokeKey(kind, one.id), "The key is revoked");
  };
  return (
    <div>
      <Group justify="space-between" mb={4} wrap="nowrap" align="flex-start">
        <Title order={2} size="h5">
          {title}{" "}
          <Text span size="sm" c="dimmed" fw={400}>
            {use}
          </Text>
        </Title>
        <Button flex="none" size="compact-sm" variant="default" leftSection={<IconPlus size={14} />} onClick={make}>
          New
        </Button>
      </Group>
      {error ? (
        <Failure error={error} />
      ) : !data ? (
        <Skeleton height={40} />
      ) : (
        <WrappedRows label={title}>
          {data.map((one) => (
            <Row
              key={one.id}
              kind={kind}
              one={one}
              open={shown === one.id}
              last={data.length === 1}
              onOpen={() => setShown(shown === one.id ? "" : one.id)}
              onRevoke={() => revoke(one)}
            />
          ))}
        </WrappedRows>
      )}
    </div>
  );
}

type RowProps = { kind: KeyKind; one: Key; open: boolean; last: boolean; onOpen: () => void; onRevoke: () => void };

function Row({ kind, one, open, last, onOpen, onRevoke }: RowProps) {
  const { data } = useKey(kind, open ? one.id : null);
  const { name, created_at, last4 } = one.attributes;
  return (
    <WrappedRow>
      <Rest>
        <Text size="sm" fw={500}>
          {name}
        </Text>
        <Text size="xs" c="dimmed">
          made {agoText(Date.parse(created_at) / 1000)}
        </Text>
      </Rest>
      <Code style={{ overflowWrap: "anywhere" }}>{open && data ? data.attributes.key : `••••${last4}`}</Code>
      <Group gap={4} wrap="nowrap">
        {open && data && <Copy text={data.attributes.key ?? ""} label="Copy the key" />}
        <Tooltip label={open ? "Hide the key" : "Show the key"}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={open ? `Hide ${name}` : `Show ${name}`}
            onClick={onOpen}
          >
            {open ? <IconEyeOff size={16} /> : <IconEye size={16} />}
          </ActionIcon>
        </Tooltip>
        <Tooltip label="Make another before the last one is revoked" disabled={!last}>
          <Button size="compact-xs" variant="default" disabled={last} onClick={onRevoke} aria-label={`Revoke ${name}`}>
            Revoke
          </Button>
        </Tooltip>
      </Group>
    </WrappedRow>
  );
}
