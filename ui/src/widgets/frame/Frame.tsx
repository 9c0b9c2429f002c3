/** A widget's frame: title, body, and a wall around its faults. */

import { Box, Button, Group, Stack, Text } from "@mantine/core";
import { Component, type ReactNode } from "react";
import type { Definition, WidgetJson } from "@/api/dashboards";
import { Copy, Failure } from "@/components/states";
import { fillText } from "@/lib/templates";
import { type Range, spanSeconds } from "@/lib/time";
import { widgetOf } from "../catalogue";
import type { Scene } from "../widget";
import classes from "./Frame.module.css";

type Props = { widget: WidgetJson; scene: Scene; tools?: ReactNode };

export function Frame({ widget, scene, tools }: Props) {
  const { definition } = widget;
  const known = widgetOf(definition.type);
  const range = ownRange(definition, scene.range);
  const title = fillText(String(definition.title ?? ""), scene.variables);
  const own = range !== scene.range;
  const body = known ? (
    <known.View definition={definition} scene={own ? { ...scene, range } : scene} />
  ) : (
    <Unknown definition={definition} />
  );
  return (
    <Box
      className={classes.frame}
      component="section"
      aria-label={title || known?.name || definition.type}
      data-bare={known?.bare || undefined}
      data-widget={definition.type}
    >
      {!known?.bare && (
        <Group className={classes.head} gap={6} wrap="nowrap">
          <Text component="h2" className={classes.title} title={title}>
            {title || " "}
          </Text>
          {own && definition.type !== "group" && (
            <Text size="xs" c="dimmed">
              {Math.round((range.to - range.from) / 3600)} h
            </Text>
          )}
          {tools}
        </Group>
      )}
      {known?.bare && tools && <Box className={classes.floating}>{tools}</Box>}
      <Box className={classes.body} data-widget-body>
        <Wall key={JSON.stringify(definition)}>{body}</Wall>
      </Box>
    </Box>
  );
}

/** A widget's own span ends where the page's range ends. */
function ownRange(definition: Definition, range: Range): Range {
  const time = definition.time as
    | { live_span?: string; type?: string; unit?: string; value?: number; from?: number; to?: number }
    | undefined;
  if (!time) return range;
  if (time.type === "fixed" && time.from && time.to) return { from: time.from, to: time.to };
  const seconds = time.live_span
    ? spanSeconds(time.live_span)
    : time.type === "live" && time.unit
      ? spanSeconds(`${time.value ?? 1} ${time.unit}`)
      : null;
  return seconds ? { from: range.to - seconds, to: range.to } : range;
}

function Unknown({ definition }: { definition: Definition }) {
  return (
    <Stack h="100%" align="center" justify="center" gap={4} data-notice="unknown">
      <Text size="sm" c="dimmed" ta="center">
        A {definition.type} widget is not drawn by this version
      </Text>
      <Copy text={JSON.stringify(definition, null, 2)} label="Copy its JSON" />
    </Stack>
  );
}

class Wall extends Component<{ children: ReactNode }, { error: unknown }> {
  override state = { error: null as unknown };
  static getDerivedStateFromError(error: unknown) {
    return { error };
  }
  override render() {
    if (!this.state.error) return this.props.children;
    return (
      <Stack gap="xs">
        <Failure error={this.state.error} />
        <Button size="compact-xs" variant="default" onClick={() => this.setState({ error: null })}>
          Draw again
        </Button>
      </Stack>
    );
  }
}
