/** group: widgets under a title, which may be collapsed, and a banner. */

import {
  Anchor,
  Box,
  Group,
  SegmentedControl,
  Select,
  Stack,
  Switch,
  Text,
  TextInput,
  UnstyledButton,
} from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { createContext, type ReactNode, useContext } from "react";
import type { Definition, WidgetJson } from "@/api/dashboards";
import { webAddress } from "@/components/outside";
import { Picture } from "@/components/Picture";
import { background, faded, seriesColor } from "@/lib/colors";
import { fillText } from "@/lib/templates";
import { Grid, GroupPlace } from "./frame/Grid";
import { GROUNDS } from "./frame/grounds";
import type { FormProps, ViewProps, Widget } from "./widget";

/** Which groups are collapsed is the page's matter: it moves what stands below. */
export const Collapsing = createContext<{
  collapsed: (definition: Definition) => boolean;
  toggle: (definition: Definition) => void;
}>({
  collapsed: () => false,
  toggle: () => {},
});

/** The buttons of a widget within a group, by the group and the index in it. */
export const InnerTools = createContext<((group: Definition, index: number) => ReactNode) | null>(null);

/** While a dashboard is edited: what stands in a group, by it and its columns; null for a group of somewhere else. */
export const Editing = createContext<((group: Definition, columns: number) => ReactNode) | null>(null);

function View({ definition, scene }: ViewProps) {
  const tools = useContext(InnerTools);
  const editing = useContext(Editing);
  const { collapsed, toggle } = useContext(Collapsing);
  const { columns, fills } = useContext(GroupPlace);
  const widgets = (Array.isArray(definition.widgets) ? definition.widgets : []) as WidgetJson[];
  const edge = Math.max(columns, ...widgets.map(({ layout }) => (layout ? layout.x + layout.width : 0)));
  const closed = collapsed(definition);
  const title = fillText(String(definition.title ?? ""), scene.variables);
  const tint = background(definition.background_color) ?? faded(seriesColor(0), 0.1);
  const Icon = closed ? IconChevronRight : IconChevronDown;
  const align =
    definition.title_align === "center" || definition.title_align === "right" ? definition.title_align : "left";
  return (
    <Box style={{ height: "100%", display: "flex", flexDirection: "column" }}>
      {typeof definition.banner_img === "string" && definition.banner_img && !closed && (
        <Banner url={definition.banner_img} tint={tint} />
      )}
      {definition.show_title !== false && (
        <UnstyledButton
          h={34}
          px={8}
          style={{ flex: "none", background: tint, display: "flex", alignItems: "center", gap: 6 }}
          aria-expanded={!closed}
          onClick={() => toggle(definition)}
        >
          <Icon size={16} style={{ flex: "none" }} />
          <Text fw={600} size="sm" truncate ta={align} flex={1}>
            {title || "Group"}
          </Text>
        </UnstyledButton>
      )}
      {!closed && (
        <Box p={8} style={{ flex: 1, minHeight: 0 }}>
          {editing?.(definition, edge) ?? (
            <Grid
              widgets={widgets}
              scene={scene}
              columns={edge}
              inside
              fills={fills}
              {...(tools && { tools: (one: WidgetJson) => tools(definition, widgets.indexOf(one)) })}
            />
          )}
        </Box>
      )}
    </Box>
  );
}

function Banner({ url, tint }: { url: string; tint: string }) {
  const address = webAddress(url);
  const band = (said: ReactNode) => (
    <Box h={28} px={10} style={{ flex: "none", background: tint, display: "flex", alignItems: "center" }}>
      <Text size="xs" c="dimmed" truncate>
        {said}
      </Text>
    </Box>
  );
  return (
    <Picture
      url={url}
      style={{ flex: "none", width: "100%", height: 160, objectFit: "cover" }}
      withheld={band(
        <>
          Banner of another site:{" "}
          <Anchor href={address?.href} target="_blank" rel="noreferrer" size="xs">
            {address?.host}
          </Anchor>
        </>,
      )}
      missing={band("The banner is not to be had at its address")}
    />
  );
}

function Form({ definition, onChange }: FormProps) {
  const set = (part: Partial<Definition>) => onChange({ ...definition, ...part });
  return (
    <Stack gap="xs">
      <Group align="flex-end" gap="sm">
        <Select
          label="Ground"
          data={GROUNDS}
          value={String(definition.background_color ?? "white")}
          onChange={(color) => set({ background_color: color ?? "white" })}
        />
        <SegmentedControl
          size="xs"
          aria-label="Title at"
          data={["left", "center", "right"]}
          value={String(definition.title_align ?? "left")}
          onChange={(title_align) => set({ title_align })}
        />
        <Switch
          label="Show the title"
          checked={definition.show_title !== false}
          onChange={(event) => set({ show_title: event.currentTarget.checked })}
        />
      </Group>
      <TextInput
        label="Banner image"
        placeholder="https://…"
        value={String(definition.banner_img ?? "")}
        onChange={(event) => set({ banner_img: event.currentTarget.value || undefined })}
      />
    </Stack>
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
  Form,
  bare: true,
};
