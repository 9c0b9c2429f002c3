/** A monitor: state, graph with thresholds, groups, message, history. */

import {
  Badge,
  Button,
  Code,
  Group,
  Menu,
  Paper,
  SimpleGrid,
  Skeleton,
  Stack,
  Table,
  Text,
  Title,
} from "@mantine/core";
import { IconBell, IconBellOff, IconPencil, IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams as usePath } from "@tanstack/react-router";
import { deleteMonitor, isMuted, muteMonitor, unmuteMonitor, useMonitor } from "@/api/monitors";
import { ConditionGraph } from "@/components/ConditionGraph";
import { Markdown } from "@/components/Markdown";
import { done, failed } from "@/components/notify";
import { Page } from "@/components/Page";
import { StateBadge } from "@/components/StateBadge";
import { Failure } from "@/components/states";
import { parseCondition } from "@/lib/condition";
import { value as formatted } from "@/lib/format";
import { agoText } from "@/lib/time";
import { History } from "./History";

const SPANS: Array<[string, number | null]> = [
  ["1 hour", 3600],
  ["4 hours", 14400],
  ["1 day", 86400],
  ["1 week", 604800],
  ["Until unmuted", null],
];

export default function Monitor() {
  const { id = "" } = usePath({ strict: false }) as { id?: string };
  const { data, error } = useMonitor(id);
  const cache = useQueryClient();
  const navigate = useNavigate();
  if (error && !data)
    return (
      <Page title="Monitor">
        <Failure error={error} />
      </Page>
    );
  if (!data)
    return (
      <Page title="Monitor">
        <Skeleton height={360} />
      </Page>
    );

  const act = async (work: () => Promise<unknown>, message: string) => {
    try {
      await work();
      done(message);
      await cache.invalidateQueries({ queryKey: ["monitor", id] });
      await cache.invalidateQueries({ queryKey: ["monitors"] });
    } catch (wrong) {
      failed(wrong);
    }
  };
  const remove = async () => {
    if (!confirm(`Delete the monitor "${data.name}"?`)) return;
    await act(() => deleteMonitor(data.id), "The monitor is deleted");
    await navigate({ to: "/monitors" });
  };
  const condition = parseCondition(data.query);
  const groups = Object.values(data.state?.groups ?? {}).sort(
    (a, b) => a.status.localeCompare(b.status) || a.name.localeCompare(b.name),
  );
  const muted = isMuted(data);
  return (
    <Page
      title={data.name || `Monitor ${data.id}`}
      heading={
        <Group gap="sm">
          <StateBadge state={data.overall_state} />
          <Title order={1} size="h3">
            {data.name || `Monitor ${data.id}`}
          </Title>
          {muted && (
            <Badge variant="default" leftSection={<IconBellOff size={12} />}>
              muted
            </Badge>
          )}
        </Group>
      }
      actions={
        <>
          {muted ? (
            <Button
              variant="default"
              leftSection={<IconBell size={14} />}
              onClick={() => void act(() => unmuteMonitor(data.id), "The monitor speaks again")}
            >
              Unmute
            </Button>
          ) : (
            <Menu>
              <Menu.Target>
                <Button variant="default" leftSection={<IconBellOff size={14} />}>
                  Mute
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                {SPANS.map(([name, seconds]) => (
                  <Menu.Item
                    key={name}
                    onClick={() =>
                      void act(
                        () =>
                          muteMonitor(data.id, seconds === null ? undefined : Math.round(Date.now() / 1000) + seconds),
                        "The monitor is muted",
                      )
                    }
                  >
                    {name}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          )}
          <Button
            variant="default"
            leftSection={<IconPencil size={14} />}
            renderRoot={(props) => <Link to="/monitors/$id/edit" params={{ id }} {...props} />}
          >
            Edit
          </Button>
          <Button variant="default" color="red" leftSection={<IconTrash size={14} />} onClick={() => void remove()}>
            Delete
          </Button>
        </>
      }
    >
      <Stack>
        <Code block>{data.query}</Code>
        {condition && <ConditionGraph condition={condition} warning={data.options.thresholds?.warning} />}
        <SimpleGrid cols={{ base: 1, md: 2 }}>
          <Paper withBorder p="sm">
            <Title order={2} size="h5" mb="xs">
              Groups
            </Title>
            {!groups.length && (
              <Text size="sm" c="dimmed">
                Not evaluated yet; the next evaluation is at most a minute away.
              </Text>
            )}
            {groups.length > 0 && (
              <Table fz="sm" verticalSpacing={4}>
                <Table.Tbody>
                  {groups.slice(0, 200).map((group) => (
                    <Table.Tr key={group.name}>
                      <Table.Td w={110}>
                        <StateBadge state={group.status} />
                      </Table.Td>
                      <Table.Td>{group.name === "total" ? "all" : group.name}</Table.Td>
                      <Table.Td ta="right">{formatted(group.value)}</Table.Td>
                      <Table.Td ta="right" c="dimmed">
                        {group.last_triggered_ts && `alerted ${agoText(group.last_triggered_ts)}`}
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            )}
          </Paper>
          <Paper withBorder p="sm">
            <Title order={2} size="h5" mb="xs">
              Message
            </Title>
            {data.message ? (
              <Markdown text={data.message} />
            ) : (
              <Text size="sm" c="dimmed">
                No message; nobody is told. Add one with an @address.
              </Text>
            )}
            <Group gap={4} mt="sm">
              {data.tags.map((tag) => (
                <Badge key={tag} variant="default" tt="none" fw={400}>
                  {tag}
                </Badge>
              ))}
            </Group>
          </Paper>
        </SimpleGrid>
        <History id={id} />
      </Stack>
    </Page>
  );
}
