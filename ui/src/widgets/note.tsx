/** note: Markdown with template variables. */

import { Box, Select, Stack, Textarea } from "@mantine/core";
import { Markdown } from "@/components/Markdown";
import { background } from "@/lib/colors";
import { fillText } from "@/lib/templates";
import type { FormProps, ViewProps, Widget } from "./widget";

const ALIGN: Record<string, string> = { top: "flex-start", center: "center", bottom: "flex-end" };

function View({ definition, scene }: ViewProps) {
  const padded = definition.has_padding !== false;
  return (
    <Box
      style={{
        height: "100%",
        overflow: "auto",
        display: "flex",
        flexDirection: "column",
        justifyContent: `safe ${ALIGN[String(definition.vertical_align)] ?? "flex-start"}`,
        padding: padded ? 10 : 0,
        background: background(definition.background_color),
        borderRadius: 4,
        textAlign: (definition.text_align as "left" | "center" | "right" | undefined) ?? "left",
      }}
    >
      <Markdown text={fillText(String(definition.content ?? ""), scene.variables)} />
    </Box>
  );
}

function Form({ definition, onChange }: FormProps) {
  return (
    <Stack gap="xs">
      <Textarea
        label="Text (Markdown)"
        autosize
        minRows={6}
        maxRows={16}
        value={String(definition.content ?? "")}
        onChange={(event) => onChange({ ...definition, content: event.currentTarget.value })}
      />
      <Select
        label="Ground"
        data={["white", "blue", "purple", "pink", "orange", "yellow", "green", "gray"]}
        value={String(definition.background_color ?? "white")}
        onChange={(color) => onChange({ ...definition, background_color: color ?? "white" })}
      />
    </Stack>
  );
}

export const widget: Widget = {
  type: "note",
  name: "Note",
  size: { width: 4, height: 2 },
  initial: { type: "note", content: "", background_color: "yellow", has_padding: true },
  example: {
    type: "note",
    content: "### Note\n\nText in **Markdown**, with [links](https://example.org) and `code`.",
    background_color: "yellow",
    show_tick: true,
    tick_edge: "left",
    tick_pos: "50%",
    has_padding: true,
  },
  View,
  Form,
  bare: true,
};
