/** The keys, and how to send with them. */

import { Stack, Text, Title } from "@mantine/core";
import { useSession } from "@/api/session";
import { useKey, useKeys } from "@/api/settings";
import { Command } from "@/components/states";
import { Keys } from "./Keys";

export function KeyList() {
  const { data: session } = useSession();
  const { data: keys } = useKeys("api_keys", session?.admin ?? false);
  const { data: first } = useKey("api_keys", keys?.[0]?.id ?? null);
  const shown = "<API key>";
  const apiKey = first?.attributes.key ?? shown;
  return (
    <Stack maw={680}>
      {session?.admin ? (
        <>
          <Keys kind="api_keys" title="API keys" use="to send data" />
          <Keys kind="application_keys" title="Application keys" use="to read and change, together with an API key" />
        </>
      ) : (
        <Text size="sm" c="dimmed">
          Administrators make and revoke keys; ask one of them for yours.
        </Text>
      )}
      <Title order={2} size="h5" mt="md">
        Send from other hosts
      </Title>
      <Text size="sm">A Datadog Agent sends here when its datadog.yaml names this server:</Text>
      <Command copied={agentConfig(apiKey)}>{agentConfig(shown)}</Command>
      <Text size="sm">A point by hand:</Text>
      <Command copied={pointCommand(apiKey)}>{pointCommand(shown)}</Command>
    </Stack>
  );
}

function agentConfig(key: string): string {
  const secure = location.protocol === "https:";
  return `api_key: ${key}
dd_url: ${location.origin}
logs_config:
  logs_dd_url: ${location.host}
  logs_no_ssl: ${!secure}
apm_config:
  apm_dd_url: ${location.origin}`;
}

function pointCommand(key: string): string {
  const body = `{"series":[{"metric":"my.metric","points":[['$(date +%s)',42]],"type":"gauge","host":"my-host"}]}`;
  return `curl -X POST ${location.origin}/api/v1/series -H "DD-API-KEY: ${key}" -H "Content-Type: application/json" -d '${body}'`;
}
