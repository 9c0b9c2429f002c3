/** A dashboard that was shared by a public link: to look at, without a login. */

import { Badge, Box, Center, Group, Loader, MantineProvider, Text, Title, useMantineTheme } from "@mantine/core";
import { useParams as usePath } from "@tanstack/react-router";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { askThrough, call } from "@/api/client";
import type { Definition } from "@/api/dashboards";
import { type PublicPage, usePublicPage } from "@/api/sharing";
import { OutsideAllowed } from "@/components/outside";
import { TimeRange, useTime } from "@/components/range";
import { Empty, messagesOf } from "@/components/states";
import { TimePicker } from "@/components/TimePicker";
import { useParams } from "@/components/url";
import { chosen } from "@/lib/templates";
import { choiceText, spanSeconds } from "@/lib/time";
import { Frame } from "@/widgets/frame/Frame";
import { Grid } from "@/widgets/frame/Grid";
import { Visiting } from "@/widgets/frame/OwnLink";
import { Collapsing } from "@/widgets/group";
import { VariableBar } from "../dashboard/VariableBar";

export default function Public() {
  const { token = "" } = usePath({ strict: false }) as { token?: string };
  // What stands behind the # of a personal link goes to the server in a header, and into no log.
  const [secret] = useState(() => location.hash.slice(1));
  const { data, error } = usePublicPage(token, () => {
    askThrough({ prefix: "", headers: secret ? { "Vizsla-Invitation": secret } : {} });
    return call<PublicPage>("GET", `/api/vizsla/public/${encodeURIComponent(token)}`);
  });
  useEffect(() => () => askThrough({ prefix: "", headers: {} }), []);
  useEffect(() => {
    document.title = data ? `${data.dashboard.title} · Vizsla` : "Vizsla";
  }, [data]);
  if (error) return <Empty title={messagesOf(error).join("; ")}>Nothing is shown here.</Empty>;
  if (!data)
    return (
      <Center h="60vh">
        <Loader aria-label="Loading" />
      </Center>
    );
  const { global_time, global_time_selectable_enabled, viewing_preferences } = data.share;
  return (
    <Colours scheme={viewing_preferences.theme}>
      <OutsideAllowed value={data}>
        <TimeRange fallback={spanSeconds(global_time.live_span) ?? 3600} fixed={!global_time_selectable_enabled}>
          <Visiting value={true}>
            <Board page={data} token={token} secret={secret} />
          </Visiting>
        </TimeRange>
      </OutsideAllowed>
    </Colours>
  );
}

function Colours({ scheme, children }: { scheme: "system" | "light" | "dark" | undefined; children: ReactNode }) {
  const theme = useMantineTheme();
  if (scheme !== "light" && scheme !== "dark") return children;
  return (
    <MantineProvider theme={theme} forceColorScheme={scheme}>
      {children}
    </MantineProvider>
  );
}

function Board({ page, token, secret }: { page: PublicPage; token: string; secret: string }) {
  const { dashboard, share, alone } = page;
  const params = useParams();
  const { range, zoom, choice } = useTime();
  const [closed, setClosed] = useState<ReadonlySet<Definition>>(new Set());
  const declared = dashboard.template_variables;
  const variables = useMemo(() => {
    const open = declared.filter((one) => one.selectable);
    const fromUrl = chosen(open, params);
    return chosen(declared, {}).map((one) => fromUrl.find((mine) => mine.name === one.name) ?? one);
  }, [declared, params]);
  const values = Object.fromEntries(
    variables
      .filter((one) => declared.some((mine) => mine.name === one.name && mine.selectable))
      .map((one) => [one.name, one.values.length ? one.values : ["*"]]),
  );
  // Before the widgets below ask: the server answers only what follows from these.
  askThrough({
    prefix: `/api/vizsla/public/${encodeURIComponent(token)}/ask`,
    headers: {
      "Vizsla-Variables": encodeURIComponent(JSON.stringify(values)),
      ...(secret && { "Vizsla-Invitation": secret }),
    },
  });
  const stays = !share.global_time_selectable_enabled;
  const scene = useMemo(() => ({ range, variables, zoom: stays ? () => {} : zoom }), [range, variables, zoom, stays]);
  const collapsing = useMemo(
    () => ({
      collapsed: (group: Definition) => closed.has(group),
      toggle: (group: Definition) =>
        setClosed((before) => {
          const next = new Set(before);
          if (!next.delete(group)) next.add(group);
          return next;
        }),
    }),
    [closed],
  );
  const only = dashboard.widgets[0];
  if (alone && only) {
    return (
      <Box h="100dvh">
        <Frame widget={only} scene={scene} />
      </Box>
    );
  }
  const open = declared.flatMap((one, at) =>
    one.selectable
      ? [{ declared: { ...one, available_values: listed(one.available_values) }, variable: variables[at] }]
      : [],
  );
  const fixed = declared.flatMap((one, at) => (one.selectable ? [] : [{ name: one.name, variable: variables[at] }]));
  return (
    <Box component="main" p={{ base: "xs", sm: "md" }} style={{ minHeight: "100dvh" }}>
      <Group justify="space-between" mb="sm" gap="xs">
        <Title order={1} size="h3" title={dashboard.description ?? undefined}>
          {dashboard.title}
        </Title>
        {stays ? (
          <Text size="sm" c="dimmed">
            {choiceText(choice)}
          </Text>
        ) : (
          <TimePicker />
        )}
      </Group>
      <VariableBar
        declared={open.map((one) => one.declared)}
        variables={open.flatMap((one) => (one.variable ? [one.variable] : []))}
      />
      {fixed.length > 0 && (
        <Group gap={6} mb="xs">
          {fixed.map(({ name, variable }) => (
            <Badge key={name} variant="default" tt="none" fw={400}>
              ${name}: {variable?.values.join(", ") || "*"}
            </Badge>
          ))}
        </Group>
      )}
      <Collapsing.Provider value={collapsing}>
        <Grid
          widgets={dashboard.widgets}
          scene={scene}
          free={dashboard.layout_type === "free"}
          collapsed={new Set(dashboard.widgets.filter((one) => closed.has(one.definition)))}
        />
      </Collapsing.Provider>
    </Box>
  );
}

/** A public page may not ask which values a tag has: where the server named none, viewers type them. */
const listed = (values: string[] | null | undefined) => (values?.length ? values : ["*"]);
