/** free_text: a line of text, as large as was asked. */

import { Box, Group, Stack } from "@mantine/core";
import { background } from "@/lib/colors";
import { fillText } from "@/lib/templates";
import { ColorField, own, SelectField, TextField } from "./frame/fields";
import type { FormProps, ViewProps, Widget } from "./widget";

function View({ definition, scene }: ViewProps) {
  const size = Number.parseInt(String(definition.font_size ?? ""), 10);
  const align = definition.text_align;
  return (
    <Box style={{ height: "100%", containerType: "size" }}>
      <Box
        style={{
          height: "100%",
          display: "grid",
          alignItems: "center",
          padding: "0 8px",
          overflow: "hidden",
          lineHeight: 1.2,
          textAlign: align === "right" || align === "center" ? align : "left",
          // Without a size of its own, a text fills the height it has.
          fontSize: Number.isNaN(size) ? "clamp(12px, min(60cqh, 12cqw), 96px)" : size,
          color: typeof definition.color === "string" ? definition.color : undefined,
          background: background(definition.background_color),
        }}
      >
        {fillText(String(definition.text ?? ""), scene.variables)}
      </Box>
    </Box>
  );
}

function Form(props: FormProps) {
  return (
    <Stack gap="xs">
      <TextField {...own(props)} member="text" label="Text" width={520} />
      <Group grow>
        <ColorField {...own(props)} member="color" label="Colour" />
        <TextField {...own(props)} member="font_size" label="Size" placeholder="as high as the widget" />
        <SelectField
          {...own(props)}
          member="text_align"
          label="Align"
          data={["left", "center", "right"]}
          standard="left"
        />
      </Group>
    </Stack>
  );
}

export const widget: Widget = {
  type: "free_text",
  name: "Free text",
  size: { width: 4, height: 1 },
  initial: { type: "free_text", text: "Text", font_size: "24" },
  example: { type: "free_text", text: "Free text", font_size: "24", color: "#3b8fd4" },
  View,
  Form,
  bare: true,
  clear: () => true,
};
