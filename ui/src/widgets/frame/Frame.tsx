/** A widget's frame: title, body, and a wall around its faults. */

import { Box, Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { type CSSProperties, type ReactNode, useMemo, useRef } from "react";
import type { Definition, WidgetJson } from "@/api/dashboards";
import { Copy } from "@/components/states";
import { Wall } from "@/components/Wall";
import { type OwnTime, ownRange } from "@/lib/own-range";
import { fillText } from "@/lib/templates";
import { widgetOf } from "../catalogue";
import type { Scene } from "../widget";
import classes from "./Frame.module.css";
import { Foreign } from "./notices";
import { useSight } from "./sight";

type Props = { widget: WidgetJson; scene: Scene; tools?: ReactNode };

export function Frame({ widget, scene, tools }: Props) {
  const { definition } = widget;
  const known = widgetOf(definition.type);
  const { ref, seen, drawn } = useSight();
  const title = fillText(String(definition.title ?? ""), scene.variables);
  const time = definition.time as OwnTime | undefined;
  const { name } = ownRange(time, scene.range);
  // What nobody sees stands still: time goes on for it when it comes into sight.
  const kept = useRef(scene.range);
  if (seen || definition.type === "group") kept.current = scene.range;
  const range = kept.current;
  const inner = useMemo(() => ({ ...scene, range: ownRange(time, range).range }), [scene, range, time]);
  const View = known?.View;
  const body = View ? <View definition={definition} scene={inner} /> : <Unknown definition={definition} />;
  return (
    <Box
      ref={ref}
      className={classes.frame}
      component="section"
      aria-label={title || known?.name || definition.type}
      data-bare={known?.bare || undefined}
      data-clear={known?.clear?.(definition) || undefined}
      data-widget={definition.type}
      data-widget-id={widget.id}
    >
      {!known?.bare && (
        <Group className={classes.head} data-widget-head gap={6} wrap="nowrap">
          <Text component="h2" className={classes.title} title={title} style={titleStyle(definition)}>
            {title || " "}
          </Text>
          {name && (
            <Text size="xs" c="dimmed" title="This widget has a time of its own">
              {name}
            </Text>
          )}
          {tools}
        </Group>
      )}
      {known?.bare && tools && <Box className={classes.floating}>{tools}</Box>}
      <Box className={classes.body} data-widget-body>
        {drawn || definition.type === "group" ? (
          <Wall key={wallKey(definition)} said={UNDRAWN} way={(again) => <Again onClick={again} />}>
            {body}
          </Wall>
        ) : (
          <Skeleton height="100%" />
        )}
      </Box>
    </Box>
  );
}

/** Other JSON is drawn anew, past what failed; a group stays, for the widgets in it have walls of their own. */
const wallKey = (definition: Definition) => (definition.type === "group" ? "group" : JSON.stringify(definition));

const UNDRAWN = "This widget's JSON has something that its kind does not expect, and cannot be drawn.";

const Again = ({ onClick }: { onClick: () => void }) => (
  <Button size="compact-xs" variant="default" onClick={onClick}>
    Draw again
  </Button>
);

/** Within what the head has room for. */
function titleStyle({ title_align, title_size }: Definition): CSSProperties {
  const size = Number.parseInt(String(title_size ?? ""), 10);
  return {
    ...((title_align === "center" || title_align === "right") && { textAlign: title_align }),
    ...(size && size !== 16 && { fontSize: Math.min(Math.max(size * 0.8, 11), 18) }),
  };
}

/** Kinds that draw data of products which Vizsla does not have. */
const PRODUCTS: Record<string, string> = {
  funnel: "product_analytics",
  sankey: "product_analytics",
  retention_curve: "product_analytics",
  cohort_table: "product_analytics",
  flame_graph: "continuous profiler",
};

function Unknown({ definition }: { definition: Definition }) {
  const product = PRODUCTS[definition.type];
  if (product) return <Foreign sources={[product]} />;
  return (
    <Stack h="100%" align="center" justify="center" gap={4} data-notice="unknown">
      <Text size="sm" c="dimmed" ta="center">
        A {definition.type} widget is not drawn here; its JSON is kept
      </Text>
      <Copy text={JSON.stringify(definition, null, 2)} label="Copy its JSON" />
    </Stack>
  );
}
