/** Kinds of widgets whose product is not here: what they lack is said, and their JSON stays as it is. */

import { Stack, Text } from "@mantine/core";
import type { Definition } from "@/api/dashboards";
import { Copy } from "@/components/states";
import type { ViewProps, Widget } from "../widget";

/** What each kind is called, and what it needs. */
const KINDS = {
  custom: ["A custom widget", "the app that draws it"],
  embedded_app: ["An embedded app", "the app platform"],
  sankey: ["A sankey diagram", "product analytics"],
  retention_curve: ["A retention curve", "product analytics"],
  cohort_table: ["A cohort table", "product analytics"],
  flame_graph: ["A flame graph", "profiles"],
} as const;
type Kind = keyof typeof KINDS;

function View({ definition }: ViewProps) {
  const [name, product] = KINDS[definition.type as Kind];
  return (
    <Stack h="100%" align="center" justify="center" gap={2} data-notice="product">
      <Text size="sm" c="dimmed" ta="center">
        {name} needs {product}, of which Vizsla has nothing. Its JSON is kept.
      </Text>
      <Copy text={JSON.stringify(definition, null, 2)} label="Copy its JSON" />
    </Stack>
  );
}

/** The widget of a kind that is kept and not drawn. */
export function kept(type: Kind, members: Partial<Definition> = {}): Widget {
  const [name] = KINDS[type];
  const definition = { type, title: name, ...members };
  return { type, name, size: { width: 4, height: 2 }, initial: definition, example: definition, View, absent: true };
}
