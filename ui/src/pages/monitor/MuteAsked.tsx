/** A link of a notification asks for silence: `?mute=host:a&for=1h`; it is done only once somebody agrees. */

import { Alert, Button, Group, Text } from "@mantine/core";
import { IconBellOff } from "@tabler/icons-react";
import { type Monitor, muteMonitor } from "@/api/monitors";
import type { Act } from "@/components/act";
import { useParams, useSetParams } from "@/components/url";
import { spanSeconds } from "@/lib/time";

export function MuteAsked({ monitor, act }: { monitor: Monitor; act: Act }) {
  const { mute, for: span = "1h" } = useParams();
  const change = useSetParams();
  if (!mute) return null;
  const what = mute === "*" ? "this monitor" : mute;
  const end = Math.round(Date.now() / 1000) + (spanSeconds(span) ?? 3600);
  const close = () => change({ mute: undefined, for: undefined });
  const agree = async () => {
    await act(() => muteMonitor(monitor.id, end, mute === "*" ? undefined : mute), `Silent about ${what} for ${span}`);
    close();
  };
  return (
    <Alert color="blue" p="xs" icon={<IconBellOff size={16} />}>
      <Group justify="space-between">
        <Text size="sm">
          Silence {what} for {span}? It is still evaluated; nobody is told.
        </Text>
        <Group gap="xs">
          <Button size="xs" onClick={() => void agree()} data-autofocus>
            Silence
          </Button>
          <Button size="xs" variant="subtle" color="gray" onClick={close}>
            Not now
          </Button>
        </Group>
      </Group>
    </Alert>
  );
}
