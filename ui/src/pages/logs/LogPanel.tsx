/** One log whole: message, tags, attributes, and the ways on from it. */

import { Badge, Button, Code, Drawer, Group, Stack, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Log } from "@/api/records";
import { flat, KeyValues } from "@/components/KeyValues";
import { Copy } from "@/components/states";
import { timeParams, useParams } from "@/components/url";
import { statusColor } from "@/lib/colors";
import { dateText } from "@/lib/time";

type Props = { log: Log | undefined; onClose: () => void; onFilter: (key: string, value: string) => void };

export function LogPanel({ log, onClose, onFilter }: Props) {
  const params = useParams();
  const attributes = log?.attributes;
  const extra = attributes?.attributes ?? {};
  const trace = flat(extra).find(([key]) => key === "trace_id" || key === "dd.trace_id")?.[1];
  return (
    <Drawer
      opened={Boolean(log)}
      onClose={onClose}
      position="right"
      size="lg"
      withOverlay={false}
      lockScroll={false}
      closeButtonProps={{ "aria-label": "Close" }}
      title={attributes && <Text fw={600}>{dateText(Date.parse(attributes.timestamp), true)}</Text>}
    >
      {log && attributes && (
        <Stack gap="md">
          <Group gap="xs">
            <Badge color={statusColor(attributes.status ?? "")} variant="filled">
              {attributes.status}
            </Badge>
            {attributes.service && <Tag name="service" value={attributes.service} onFilter={onFilter} />}
            {attributes.host && <Tag name="host" value={attributes.host} onFilter={onFilter} />}
            <Copy text={JSON.stringify(log, null, 2)} label="Copy as JSON" />
          </Group>
          <Code block style={{ whiteSpace: "pre-wrap", wordBreak: "break-word" }}>
            {attributes.message}
          </Code>
          <Group gap="xs">
            {trace && (
              <Button
                variant="light"
                renderRoot={(props) => <Link to="/trace/$id" params={{ id: trace }} {...props} />}
              >
                Show the trace
              </Button>
            )}
            {attributes.host && (
              <Button
                variant="default"
                renderRoot={(props) => (
                  <Link
                    to="/dashboard/$id"
                    params={{ id: "sys-tem-hst" }}
                    search={{ ...timeParams(params), tpl_host: attributes.host } as never}
                    {...props}
                  />
                )}
              >
                Metrics of the host
              </Button>
            )}
          </Group>
          {Object.keys(extra).length > 0 && (
            <section>
              <Title order={2} size="h5" mb={4}>
                Attributes
              </Title>
              <KeyValues values={extra} prefix="@" onFilter={onFilter} />
            </section>
          )}
          {Boolean(attributes.tags?.length) && (
            <section>
              <Title order={2} size="h5" mb={4}>
                Tags
              </Title>
              <Group gap={4}>
                {attributes.tags?.map((tag) => {
                  const at = tag.indexOf(":");
                  return (
                    <Tag
                      key={tag}
                      name={at < 0 ? "" : tag.slice(0, at)}
                      value={tag.slice(at + 1)}
                      onFilter={onFilter}
                    />
                  );
                })}
              </Group>
            </section>
          )}
        </Stack>
      )}
    </Drawer>
  );
}

function Tag({
  name,
  value,
  onFilter,
}: {
  name: string;
  value: string;
  onFilter: (key: string, value: string) => void;
}) {
  return (
    <Badge
      component="button"
      variant="default"
      tt="none"
      fw={400}
      style={{ cursor: "pointer" }}
      title="Filter by this"
      onClick={() => onFilter(name || "tags", value)}
    >
      {name ? `${name}:${value}` : value}
    </Badge>
  );
}
