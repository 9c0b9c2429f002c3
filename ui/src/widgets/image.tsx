/** image: a picture by its address, another one on dark ground where there is one. */

import { Box, Center, Group, Stack, Text } from "@mantine/core";
import type { CSSProperties } from "react";
import { Withheld, webAddress } from "@/components/outside";
import { Picture } from "@/components/Picture";
import { fillText } from "@/lib/templates";
import { own, SelectField, SwitchField, TextField } from "./frame/fields";
import type { FormProps, ViewProps, Widget } from "./widget";

/** Names of CSS, and the older ones of the same. */
const FIT: Record<string, CSSProperties["objectFit"]> = {
  fill: "fill",
  contain: "contain",
  fit: "contain",
  cover: "cover",
  zoom: "cover",
  none: "none",
  center: "none",
  "scale-down": "scale-down",
};
const MARGIN: Record<string, number> = { sm: 4, small: 4, md: 10, lg: 22, large: 22 };
const ACROSS: Record<string, string> = { left: "left", center: "center", right: "right" };
const DOWN: Record<string, string> = { top: "top", center: "center", bottom: "bottom" };

function View({ definition, scene }: ViewProps) {
  const filled = (given: unknown) => fillText(typeof given === "string" ? given : "", scene.variables).trim();
  const url = filled(definition.url);
  if (!url) {
    return (
      <Center h="100%">
        <Text size="sm" c="dimmed">
          The image has no address yet
        </Text>
      </Center>
    );
  }
  const across = ACROSS[String(definition.horizontal_align)] ?? "center";
  const down = DOWN[String(definition.vertical_align)] ?? "center";
  return (
    <Box h="100%" p={MARGIN[String(definition.margin)] ?? 0} style={{ overflow: "hidden" }}>
      <Picture
        url={url}
        dark={filled(definition.url_dark_theme) || undefined}
        style={{
          width: "100%",
          height: "100%",
          objectFit: FIT[String(definition.sizing)] ?? "contain",
          objectPosition: `${across} ${down}`,
        }}
        withheld={<Withheld url={url} kind="image" />}
        missing={
          <Center h="100%" ta="center" title={`There is no image at ${url.slice(0, 200)}`}>
            <Text size="xs" c="dimmed" style={{ wordBreak: "break-word" }}>
              No image: {(webAddress(url)?.pathname ?? url).split("/").at(-1)?.slice(0, 80)}
            </Text>
          </Center>
        }
      />
    </Box>
  );
}

function Form(props: FormProps) {
  return (
    <Stack gap="xs">
      <TextField {...own(props)} member="url" label="Address" placeholder="https://…" width={520} />
      <TextField
        {...own(props)}
        member="url_dark_theme"
        label="Address on dark ground"
        placeholder="the same"
        width={520}
      />
      <Group grow>
        <SelectField {...own(props)} member="sizing" label="Size" data={Object.keys(FIT)} standard="contain" />
        <SelectField {...own(props)} member="margin" label="Margin" data={["none", "sm", "md", "lg"]} standard="none" />
        <SelectField
          {...own(props)}
          member="horizontal_align"
          label="Align"
          data={Object.keys(ACROSS)}
          standard="center"
        />
        <SelectField
          {...own(props)}
          member="vertical_align"
          label="Vertically"
          data={Object.keys(DOWN)}
          standard="center"
        />
      </Group>
      <Group>
        <SwitchField {...own(props)} member="has_background" label="Ground" standard />
        <SwitchField {...own(props)} member="has_border" label="Border" standard />
      </Group>
    </Stack>
  );
}

export const widget: Widget = {
  type: "image",
  name: "Image",
  size: { width: 3, height: 2 },
  initial: { type: "image", url: "", sizing: "contain" },
  example: { type: "image", url: "/icon.svg", sizing: "contain", margin: "md", has_background: true, has_border: true },
  View,
  Form,
  bare: true,
  clear: ({ has_background, has_border }) => has_background === false && has_border === false,
};
