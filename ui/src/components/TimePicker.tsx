/** The header's time picker: shortcuts, typed ranges, back and forth, live or paused, the time zone. */

import {
  ActionIcon,
  Button,
  Divider,
  Group,
  Popover,
  SegmentedControl,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
  Tooltip,
} from "@mantine/core";
import {
  IconChevronLeft,
  IconChevronRight,
  IconClock,
  IconPlayerPause,
  IconPlayerPlay,
  IconZoomOut,
} from "@tabler/icons-react";
import { type KeyboardEvent, useState } from "react";
import { type Choice, choiceText, dateText, PRESETS, TO_DATE } from "@/lib/time";
import { parseTyped, stepped } from "@/lib/typed";
import { type Zone, zone } from "@/lib/zone";
import { useTime } from "./range";

const SHORTCUTS: Array<{ label: string; choice: Choice }> = [
  ...PRESETS.map(({ label, seconds }) => ({ label, choice: { kind: "live", seconds } as const })),
  ...TO_DATE.map(({ label, since }) => ({ label, choice: { kind: "live", seconds: 0, since } as const })),
];

function same(a: Choice, b: Choice): boolean {
  return (
    a.kind === "live" && b.kind === "live" && a.since === b.since && (a.since !== undefined || a.seconds === b.seconds)
  );
}

export function TimePicker() {
  const { choice, range, live, set, toggleLive, zoom, inZone } = useTime();
  const [open, setOpen] = useState(false);
  const length = range.to - range.from;
  const earlier = () => zoom(range.from - length / 2, range.to - length / 2);
  const later = () => zoom(range.from + length / 2, range.to + length / 2);
  const wider = () =>
    live && choice.kind === "live" && !choice.since
      ? set({ kind: "live", seconds: length * 2 })
      : zoom(range.from - length / 2, range.to + length / 2);
  const choose = (next: Choice) => {
    set(next);
    setOpen(false);
  };

  return (
    <Group gap={4} wrap="nowrap">
      <Popover opened={open} onChange={setOpen} position="bottom-end" trapFocus shadow="md" width={340}>
        <Popover.Target>
          <Tooltip label={`${dateText(range.from * 1000)} – ${dateText(range.to * 1000)}`} disabled={open}>
            <Button
              variant="default"
              size="xs"
              leftSection={<IconClock size={14} />}
              onClick={() => setOpen((was) => !was)}
              aria-label={`Time range: ${choiceText(choice)}`}
              maw={{ base: 150, sm: 370 }}
            >
              {choiceText(choice)}
              {zone() === "utc" && " UTC"}
            </Button>
          </Tooltip>
        </Popover.Target>
        <Popover.Dropdown>
          <Stack gap="xs">
            <Typed onAccept={choose} />
            <SimpleGrid cols={2} spacing={4} verticalSpacing={2}>
              {SHORTCUTS.map((one) => (
                <Button
                  key={one.label}
                  size="compact-sm"
                  variant={same(choice, one.choice) ? "filled" : "subtle"}
                  justify="flex-start"
                  onClick={() => choose(one.choice)}
                >
                  {one.label}
                </Button>
              ))}
            </SimpleGrid>
            <Divider />
            <Group justify="space-between" wrap="nowrap">
              <Text size="xs" c="dimmed">
                Drag over any graph to zoom in.
              </Text>
              <SegmentedControl
                size="xs"
                aria-label="Time zone"
                data={[
                  { value: "local", label: "Local" },
                  { value: "utc", label: "UTC" },
                ]}
                value={zone()}
                onChange={(next) => inZone(next as Zone)}
              />
            </Group>
          </Stack>
        </Popover.Dropdown>
      </Popover>
      <ActionIcon.Group visibleFrom="sm">
        <ActionIcon variant="default" size={30} aria-label="Earlier" title="Earlier" onClick={earlier}>
          <IconChevronLeft size={16} />
        </ActionIcon>
        <ActionIcon variant="default" size={30} aria-label="Later" title="Later" disabled={live} onClick={later}>
          <IconChevronRight size={16} />
        </ActionIcon>
        <ActionIcon variant="default" size={30} aria-label="Zoom out" title="Zoom out" onClick={wider}>
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

/** A range as people write it; the arrow keys make its number larger and smaller. */
function Typed({ onAccept }: { onAccept: (choice: Choice) => void }) {
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(false);
  const meant = parseTyped(text);
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "Enter") {
      setWrong(meant === null);
      if (meant) onAccept(meant);
      return;
    }
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    const field = event.currentTarget;
    const next = stepped(text, field.selectionStart ?? 0, event.key === "ArrowUp" ? 1 : -1);
    if (!next) return;
    event.preventDefault();
    setText(next.text);
    requestAnimationFrame(() => field.setSelectionRange(next.caret, next.caret));
  };
  return (
    <TextInput
      data-autofocus
      size="xs"
      label="Type a range"
      placeholder="45m, yesterday, last week, 10:00 - 11:30, jan 1 - jan 2"
      value={text}
      error={wrong && "Not understood; try 2h, yesterday, 1/31 8:00 am - now or a Unix time"}
      description={meant?.kind === "fixed" && `${dateText(meant.from * 1000)} – ${dateText(meant.to * 1000)}`}
      inputWrapperOrder={["label", "input", "description", "error"]}
      onChange={(event) => {
        setText(event.currentTarget.value);
        setWrong(false);
      }}
      onKeyDown={press}
    />
  );
}
