/** note: Markdown with template variables, on a ground, with a pointer at its edge. */

import { Box, Group, Stack, Textarea } from "@mantine/core";
import type { CSSProperties } from "react";
import { Markdown } from "@/components/Markdown";
import { background } from "@/lib/colors";
import { fillText } from "@/lib/templates";
import { own, SelectField, SwitchField, TextField } from "./frame/fields";
import { GROUNDS } from "./frame/grounds";
import classes from "./note.module.css";
import type { FormProps, ViewProps, Widget } from "./widget";

const ALIGN: Record<string, string> = { top: "flex-start", center: "center", bottom: "flex-end" };

function View({ definition, scene }: ViewProps) {
  const ground = background(definition.background_color) ?? "transparent";
  const size = Number.parseInt(String(definition.font_size ?? ""), 10) || 14;
  return (
    <Box
      className={classes.note}
      data-ground={definition.background_color}
      style={{ "--tint": ground } as CSSProperties}
    >
      {definition.show_tick === true && <Tick edge={String(definition.tick_edge)} at={String(definition.tick_pos)} />}
      <Box
        className={classes.tint}
        fz={size}
        style={{
          justifyContent: `safe ${ALIGN[String(definition.vertical_align)] ?? "flex-start"}`,
          padding: definition.has_padding === false ? 0 : 10,
          background: ground,
          textAlign: (definition.text_align as "left" | "center" | "right" | undefined) ?? "left",
        }}
      >
        <Markdown text={fillText(String(definition.content ?? ""), scene.variables)} />
      </Box>
    </Box>
  );
}

const TURNED: Record<string, number> = { left: 45, top: 135, right: 225, bottom: -45 };

/** Points out of the note at an edge; `at` is how far along it, such as 50%. */
function Tick({ edge, at }: { edge: string; at: string }) {
  const side = edge in TURNED ? edge : "left";
  const along = side === "left" || side === "right" ? "top" : "left";
  const share = /^\d+(\.\d+)?%$/.test(at) ? at : "50%";
  const style = { [side]: -7, [along]: `calc(${share} - 6px)`, transform: `rotate(${TURNED[side]}deg)` };
  return <i className={classes.tick} style={style} />;
}

function Form(props: FormProps) {
  const { definition, onChange } = props;
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
      <Group grow>
        <SelectField {...own(props)} member="background_color" label="Ground" data={GROUNDS} standard="white" />
        <TextField {...own(props)} member="font_size" label="Size of the text" placeholder="14" />
        <SelectField
          {...own(props)}
          member="text_align"
          label="Align"
          data={["left", "center", "right"]}
          standard="left"
        />
        <SelectField
          {...own(props)}
          member="vertical_align"
          label="Vertically"
          data={["top", "center", "bottom"]}
          standard="top"
        />
      </Group>
      <Group>
        <SwitchField {...own(props)} member="has_padding" label="Space around the text" standard />
        <SwitchField {...own(props)} member="show_tick" label="Pointer" />
        {definition.show_tick === true && (
          <>
            <SelectField {...own(props)} member="tick_edge" label="At" data={Object.keys(TURNED)} standard="left" />
            <TextField {...own(props)} member="tick_pos" label="Along it" placeholder="50%" />
          </>
        )}
      </Group>
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
  clear: () => true,
};
