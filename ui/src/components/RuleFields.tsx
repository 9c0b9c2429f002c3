/** How often something recurs: an RRULE built of fields; one with parts that no field shows is written by hand. */

import { ActionIcon, Chip, Group, NumberInput, Select, Stack, Text, TextInput, Tooltip } from "@mantine/core";
import { IconCode, IconForms, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { DAY_NAMES, DAYS, FREQUENCIES, isPlain, partsOf, ruleOf, UNITS } from "@/lib/downtimes";

type Props = {
  /** What the button to remove it calls it. */
  name: string;
  value: string;
  onChange: (rule: string) => void;
  onRemove: (() => void) | undefined;
};

export function RuleFields({ name, value, onChange, onRemove }: Props) {
  const parts = partsOf(value);
  const plain = isPlain(parts);
  const [chosen, setTyped] = useState(!plain);
  const typed = chosen || !plain;
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start" style={{ flex: 1 }}>
      {typed ? (
        <TextInput
          style={{ flex: 1 }}
          aria-label="Rule"
          placeholder="FREQ=MONTHLY;BYDAY=-1FR"
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
        />
      ) : (
        <Fields parts={parts} onChange={(change) => onChange(ruleOf({ ...parts, ...change }))} />
      )}
      <Tooltip label={!plain ? "Only typing can hold this rule" : typed ? "Build the rule" : "Type the rule (RRULE)"}>
        <ActionIcon
          size={34}
          variant="subtle"
          color="gray"
          disabled={!plain}
          aria-label={typed ? "Build the rule" : "Type the rule"}
          onClick={() => setTyped(!typed)}
        >
          {typed ? <IconForms size={16} /> : <IconCode size={16} />}
        </ActionIcon>
      </Tooltip>
      {onRemove && (
        <ActionIcon size={34} variant="subtle" color="red" aria-label={`Remove ${name}`} onClick={onRemove}>
          <IconTrash size={16} />
        </ActionIcon>
      )}
    </Group>
  );
}

type Parts = Record<string, string>;

function Fields({ parts, onChange }: { parts: Parts; onChange: (change: Parts) => void }) {
  return (
    <Stack gap="xs" style={{ flex: 1 }}>
      <Group gap="xs">
        <Text size="sm">Every</Text>
        <NumberInput
          aria-label="Every how many"
          w={64}
          min={1}
          max={1000}
          value={Number(parts.INTERVAL ?? 1)}
          onChange={(every) => onChange({ INTERVAL: String(every || 1) })}
        />
        <Select
          aria-label="Unit"
          w={110}
          allowDeselect={false}
          data={FREQUENCIES.map((unit) => ({ value: unit, label: UNITS[unit]?.[1] ?? unit }))}
          value={parts.FREQ ?? "WEEKLY"}
          onChange={(unit) => onChange({ FREQ: unit ?? "WEEKLY", BYDAY: unit === "WEEKLY" ? (parts.BYDAY ?? "") : "" })}
        />
      </Group>
      {parts.FREQ === "WEEKLY" && (
        <Chip.Group
          multiple
          value={parts.BYDAY?.split(",") ?? []}
          onChange={(days) => onChange({ BYDAY: inOrder(days) })}
        >
          <Group gap={4}>
            {DAYS.map((day, at) => (
              <Chip key={day} value={day} size="xs" radius="sm">
                {DAY_NAMES[at]}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      )}
    </Stack>
  );
}

const inOrder = (days: readonly string[]) => DAYS.filter((day) => days.includes(day)).join(",");
