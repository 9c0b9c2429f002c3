/** The header's time picker: shortcuts, typed ranges, back and forth, live or paused. */

import { ActionIcon, Button, Group, Popover, SimpleGrid, Stack, Text, TextInput, Tooltip } from "@mantine/core";
import {
  IconChevronLeft,
  IconChevronRight,
  IconClock,
  IconPlayerPause,
  IconPlayerPlay,
  IconZoomOut,
} from "@tabler/icons-react";
import { useState } from "react";
import { choiceText, PRESETS, parseTyped } from "@/lib/time";
import { useTime } from "./range";

export function TimePicker() {
  const { choice, range, live, set, toggleLive, zoom } = useTime();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState(false);
  const length = range.to - range.from;

  const accept = () => {
    const next = parseTyped(typed);
    setWrong(next === null);
    if (!next) return;
    set(next);
    setTyped("");
    setOpen(false);
  };

  return (
    <Group gap={4} wrap="nowrap">
      <Popover opened={open} onChange={setOpen} position="bottom-end" trapFocus shadow="md" width={320}>
        <Popover.Target>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconClock size={14} />}
            onClick={() => setOpen((was) => !was)}
            aria-label={`Time range: ${choiceText(choice)}`}
            maw={{ base: 150, sm: 320 }}
          >
            {choiceText(choice)}
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <Stack gap="xs">
            <TextInput
              data-autofocus
              size="xs"
              label="Type a range"
              placeholder="45m, 3 hours, yesterday, 10:00 - 11:30"
              value={typed}
              error={wrong && "Not understood; try 2h, yesterday or jan 1 - jan 2"}
              onChange={(event) => {
                setTyped(event.currentTarget.value);
                setWrong(false);
              }}
              onKeyDown={(event) => event.key === "Enter" && accept()}
            />
            <SimpleGrid cols={2} spacing={4} verticalSpacing={4}>
              {PRESETS.map((preset) => (
                <Button
                  key={preset.short}
                  size="compact-sm"
                  variant={choice.kind === "live" && choice.seconds === preset.seconds ? "filled" : "subtle"}
                  justify="flex-start"
                  onClick={() => {
                    set({ kind: "live", seconds: preset.seconds });
                    setOpen(false);
                  }}
                >
                  {preset.label}
                </Button>
              ))}
            </SimpleGrid>
            <Text size="xs" c="dimmed">
              Drag over any graph to zoom in. Times are those of this browser.
            </Text>
          </Stack>
        </Popover.Dropdown>
      </Popover>
      <ActionIcon.Group visibleFrom="sm">
        <ActionIcon
          variant="default"
          size={30}
          aria-label="Earlier"
          onClick={() => zoom(range.from - length / 2, range.to - length / 2)}
        >
          <IconChevronLeft size={16} />
        </ActionIcon>
        <ActionIcon
          variant="default"
          size={30}
          aria-label="Later"
          disabled={live}
          onClick={() => zoom(range.from + length / 2, range.to + length / 2)}
        >
          <IconChevronRight size={16} />
        </ActionIcon>
        <ActionIcon
          variant="default"
          size={30}
          aria-label="Zoom out"
          onClick={() =>
            live ? set({ kind: "live", seconds: length * 2 }) : zoom(range.from - length / 2, range.to + length / 2)
          }
        >
          <IconZoomOut size={16} />
        </ActionIcon>
      </ActionIcon.Group>
      <Tooltip label={live ? "Live: pause" : "Paused: go live"}>
        <ActionIcon
          variant={live ? "light" : "filled"}
          size={30}
          aria-label={live ? "Pause" : "Go live"}
          aria-pressed={!live}
          onClick={toggleLive}
        >
          {live ? <IconPlayerPause size={16} /> : <IconPlayerPlay size={16} />}
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}
