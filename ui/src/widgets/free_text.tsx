/** free_text: a line of text, as large as was asked. */

import { Box, ColorInput, Stack, TextInput } from "@mantine/core";
import { background } from "@/lib/colors";
import { fillText } from "@/lib/templates";
import type { FormProps, ViewProps, Widget } from "./widget";

function View({ definition, scene }: ViewProps) {
  const size = Number.parseInt(String(definition.font_size ?? ""), 10);
  const align = definition.text_align;
  return (
    <Box
      style={{
        height: "100%",
        display: "grid",
        alignItems: "center",
        padding: 8,
        overflow: "hidden",
        textAlign: align === "left" || align === "right" ? align : "center",
        fontSize: Number.isNaN(size) ? 24 : size,
        color: typeof definition.color === "string" ? definition.color : undefined,
        background: background(definition.background_color),
      }}
    >
      {fillText(String(definition.text ?? ""), scene.variables)}
    </Box>
  );
}

function Form({ definition, onChange }: FormProps) {
  return (
    <Stack gap="xs">
      <TextInput
        label="Text"
        value={String(definition.text ?? "")}
        onChange={(event) => onChange({ ...definition, text: event.currentTarget.value })}
      />
      <ColorInput
        label="Colour"
        value={String(definition.color ?? "")}
        onChange={(color) => onChange({ ...definition, color })}
      />
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
};
