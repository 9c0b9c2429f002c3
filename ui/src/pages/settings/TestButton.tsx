/** Sends a test message, and says beside the button how it went. */

import { Button, Group, Text } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { testEntry } from "@/api/channels";
import { messagesOf } from "@/components/states";

type Props = {
  channel: string;
  name: string;
  /** A place in it that is asked for first. */
  asks?: string | undefined;
  disabled?: boolean;
  children: ReactNode;
};

export function TestButton({ channel, name, asks, disabled, children }: Props) {
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<{ ok: boolean; text: string } | null>(null);
  const send = async () => {
    const to = asks ? prompt(`Which ${asks}?`, "general")?.replace(/^#/, "") : undefined;
    if (asks && !to) return;
    setBusy(true);
    setSaid(null);
    try {
      const { deliveries } = await testEntry(channel, name, to);
      const wrong = deliveries.find((one) => one.state !== "sent");
      setSaid(wrong ? { ok: false, text: wrong.error || "no answer yet; see Deliveries" } : { ok: true, text: "sent" });
    } catch (error) {
      setSaid({ ok: false, text: messagesOf(error).join("; ") });
    }
    setBusy(false);
  };
  return (
    <Group gap={6} wrap="nowrap">
      {said && (
        <Text size="xs" c={said.ok ? "green" : "red"} role="status" maw={340}>
          {said.text}
        </Text>
      )}
      <Button
        size="compact-sm"
        variant="default"
        loading={busy}
        disabled={disabled ?? false}
        leftSection={<IconSend size={13} />}
        onClick={() => void send()}
      >
        {children}
      </Button>
    </Group>
  );
}
