/** A monitor's status: graph, how each group stood and stands, what it says, what happened and who was told. */

import { Alert, Badge, Code, Group, Paper, SimpleGrid, Skeleton, Stack, Text, Title } from "@mantine/core";
import { IconBellOff, IconMoonStars } from "@tabler/icons-react";
import { Link, useParams as usePath } from "@tanstack/react-router";
import { isMuted, useMonitor, type Monitor as Watch } from "@/api/monitors";
import { useAct } from "@/components/act";
import { Markdown } from "@/components/Markdown";
import { Page } from "@/components/Page";
import { StateBadge } from "@/components/StateBadge";
import { Copy, Failure } from "@/components/states";
import { useParam } from "@/components/url";
import { Actions } from "./Actions";
import { Evaluations } from "./Evaluations";
import { Groups } from "./Groups";
import { History } from "./History";
import { Members } from "./Members";
import { MuteAsked } from "./MuteAsked";
import { StatusGraph } from "./StatusGraph";

export default function Monitor() {
  const { id = "" } = usePath({ strict: false }) as { id?: string };
  const { data, error } = useMonitor(id);
  if (!data)
    return (
      <Page title="Monitor">
        {error ? (
          <Stack>
            <Failure error={error} />
            <Link to="/monitors">All monitors</Link>
          </Stack>
        ) : (
          <Skeleton height={360} />
        )}
      </Page>
    );
  return <Shown key={id} monitor={data} />;
}

function Shown({ monitor }: { monitor: Watch }) {
  const id = String(monitor.id);
  const [group, setGroup] = useParam("group");
  const act = useAct(["monitor", id], ["monitors"], ["monitor-history", id], ["monitor-versions", id]);
  const name = monitor.name || `Monitor ${id}`;
  const groups = Object.values(monitor.state?.groups ?? {});
  return (
    <Page
      title={name}
      heading={
        <Group gap="sm">
          <StateBadge state={monitor.overall_state} />
          <Title order={1} size="h3">
            {name}
          </Title>
          {monitor.priority && <Badge variant="default">P{monitor.priority}</Badge>}
          {isMuted(monitor) && (
            <Badge variant="default" tt="none" leftSection={<IconBellOff size={12} />}>
              muted
            </Badge>
          )}
          {monitor.matching_downtimes?.some((one) => one.active) && (
            <Badge
              variant="light"
              color="orange"
              tt="none"
              leftSection={<IconMoonStars size={12} />}
              style={{ cursor: "pointer" }}
              renderRoot={(props) => <Link to="/downtimes" search={{ status: "active" } as never} {...props} />}
            >
              downtime
            </Badge>
          )}
        </Group>
      }
      actions={<Actions monitor={monitor} act={act} />}
    >
      <Stack gap="md">
        {monitor.not_evaluated && (
          <Alert color="gray" p="xs">
            This monitor is kept and not evaluated: {monitor.not_evaluated}
          </Alert>
        )}
        <MuteAsked monitor={monitor} act={act} />
        <Group gap={4} wrap="nowrap" align="flex-start">
          <Code block style={{ flex: 1, whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
            {monitor.query}
          </Code>
          <Copy text={monitor.query} label="Copy the query" />
        </Group>
        {monitor.type === "composite" && <Members monitor={monitor} />}
        {(monitor.type !== "composite" || groups.length > 0) && (
          <StatusGraph
            id={id}
            group={group}
            groups={groups}
            since={Date.parse(monitor.created) / 1000}
            onGroup={setGroup}
          />
        )}
        <SimpleGrid cols={{ base: 1, md: 2 }} style={{ alignItems: "start" }}>
          <Groups monitor={monitor} group={group} onGroup={setGroup} act={act} />
          <Paper withBorder p="sm">
            <Title order={2} size="h5" mb="xs">
              Message
            </Title>
            {monitor.message ? (
              <Markdown text={monitor.message} />
            ) : (
              <Text size="sm" c="dimmed">
                No message; nobody is told. Add one with an @address.
              </Text>
            )}
            <Group gap={4} mt="sm">
              {monitor.tags.map((tag) => (
                <Badge key={tag} variant="default" tt="none" fw={400}>
                  {tag}
                </Badge>
              ))}
            </Group>
            <Text size="xs" c="dimmed" mt="sm">
              {monitor.type}, made by {monitor.creator.handle || "nobody"}
            </Text>
          </Paper>
        </SimpleGrid>
        <History id={id} group={group} />
        <Evaluations id={id} group={group} />
      </Stack>
    </Page>
  );
}
