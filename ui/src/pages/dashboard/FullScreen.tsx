/** One widget as large as the window; which one is in the URL. */

import { ActionIcon, Box, Group, Modal, Text } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import type { WidgetJson } from "@/api/dashboards";
import { TimePicker } from "@/components/TimePicker";
import { fillText } from "@/lib/templates";
import { Frame } from "@/widgets/frame/Frame";
import type { Scene } from "@/widgets/widget";

type Props = { widget: WidgetJson; scene: Scene; onClose: () => void };

export default function FullScreen({ widget, scene, onClose }: Props) {
  const { definition } = widget;
  const title = fillText(String(definition.title ?? ""), scene.variables);
  // Here there is room for what a small widget leaves out, and the page's time is chosen above.
  const shown = {
    ...definition,
    title: "",
    time: undefined,
    ...(definition.type === "timeseries" && { show_legend: true, legend_layout: "vertical" }),
  };
  return (
    <Modal
      opened
      fullScreen
      withCloseButton={false}
      padding="sm"
      onClose={onClose}
      aria-label={title || definition.type}
      transitionProps={{ duration: 0 }}
    >
      <Group justify="space-between" mb="xs" wrap="nowrap">
        <Text fw={600} truncate>
          {title}
        </Text>
        <Group gap="xs" wrap="nowrap">
          <TimePicker />
          <ActionIcon variant="default" size={30} aria-label="Leave full screen" onClick={onClose}>
            <IconX size={16} />
          </ActionIcon>
        </Group>
      </Group>
      <Box h="calc(100dvh - 80px)">
        <Frame widget={{ ...widget, definition: shown }} scene={scene} />
      </Box>
    </Modal>
  );
}
