/** The keys, and how to send with them. */

import { Group, PasswordInput, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useKeys } from "@/api/settings";
import { Command, Copy, Failure } from "@/components/states";

/** A key's document holds it as `key`; older ones may name it otherwise. */
function keyOf(document: Record<string, unknown>): string {
  const found =
    document.key ?? Object.values(document).find((one) => typeof one === "string" && /^[0-9a-f]{32,40}$/.test(one));
  return typeof found === "string" ? found : "";
}

export function KeyList() {
  const { data, error } = useKeys();
  if (error) return <Failure error={error} />;
  if (!data) return <Skeleton height={240} maw={680} />;
  const apiKey = keyOf(data.api_keys[0] ?? {});
  const shown = "<API key>";
  const lists: Array<[string, string, Array<Record<string, unknown>>]> = [
    ["API keys", "to send data", data.api_keys],
    ["Application keys", "to read and change, together with an API key", data.app_keys],
  ];
  return (
    <Stack maw={680}>
      {lists.map(([title, use, keys]) => (
        <Stack key={title} gap="xs">
          <Title order={2} size="h5">
            {title}{" "}
            <Text span size="sm" c="dimmed" fw={400}>
              {use}
            </Text>
          </Title>
          {keys.map((one) => (
            <Group key={keyOf(one)} gap={4} wrap="nowrap">
              <PasswordInput
                style={{ flex: 1 }}
                readOnly
                aria-label={title}
                value={keyOf(one)}
                styles={{ innerInput: { fontFamily: "var(--mantine-font-family-monospace)" } }}
              />
              <Copy text={keyOf(one)} label="Copy the key" />
            </Group>
          ))}
        </Stack>
      ))}
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
