/** group: widgets under a title, which may be collapsed. */

import { Box, Text, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { createContext, type ReactNode, useContext } from "react";
import type { Definition, WidgetJson } from "@/api/dashboards";
import { background, faded, seriesColor } from "@/lib/colors";
import { fillText } from "@/lib/templates";
import { Grid } from "./frame/Grid";
import type { ViewProps, Widget } from "./widget";

/** Which groups are collapsed is the page's matter: it moves what stands below. */
export const Collapsing = createContext<{
  collapsed: (definition: Definition) => boolean;
  toggle: (definition: Definition) => void;
}>({
  collapsed: () => false,
  toggle: () => {},
});

/** While a dashboard is edited: the buttons of a widget within a group, by the group and the index in it. */
export const InnerTools = createContext<((group: Definition, index: number) => ReactNode) | null>(null);

function View({ definition, scene }: ViewProps) {
  const tools = useContext(InnerTools);
  const { collapsed, toggle } = useContext(Collapsing);
  const widgets = (Array.isArray(definition.widgets) ? definition.widgets : []) as WidgetJson[];
  const edges = widgets.map((widget) => (widget.layout ? widget.layout.x + widget.layout.width : 0));
  const columns = Math.max(1, ...edges) > 1 ? Math.max(...edges) : 12;
  const closed = collapsed(definition);
  const title = fillText(String(definition.title ?? ""), scene.variables);
  const tint = background(definition.background_color) ?? faded(seriesColor(0), 0.1);
  const Icon = closed ? IconChevronRight : IconChevronDown;
  return (
    <Box style={{ height: "100%", display: "flex", flexDirection: "column" }}>
      {definition.show_title !== false && (
        <UnstyledButton
          h={34}
          px={8}
          style={{ flex: "none", background: tint, display: "flex", alignItems: "center", gap: 6 }}
          aria-expanded={!closed}
          onClick={() => toggle(definition)}
        >
          <Icon size={16} />
          <Text fw={600} size="sm" truncate>
            {title || "Group"}
          </Text>
        </UnstyledButton>
      )}
      {!closed && (
        <Box p={8} style={{ flex: 1, minHeight: 0 }}>
          <Grid
            widgets={widgets}
            scene={scene}
            columns={columns}
            inside
            {...(tools && { tools: (one: WidgetJson) => tools(definition, widgets.indexOf(one)) })}
          />
        </Box>
      )}
    </Box>
  );
}

export const widget: Widget = {
  type: "group",
  name: "Group",
  size: { width: 12, height: 4 },
  initial: { type: "group", title: "Group", layout_type: "ordered", widgets: [] },
  example: {
    type: "group",
    title: "Group",
    layout_type: "ordered",
    background_color: "vivid_blue",
    widgets: [
      {
        layout: { x: 0, y: 0, width: 4, height: 2 },
        definition: { type: "note", content: "A note in a group", background_color: "white" },
      },
      {
        layout: { x: 4, y: 0, width: 8, height: 2 },
        definition: {
          type: "timeseries",
          title: "Load",
          requests: [{ q: "avg:system.load.1{*}", display_type: "area" }],
        },
      },
    ],
  },
  View,
  bare: true,
};
