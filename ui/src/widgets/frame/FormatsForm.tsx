/** The rules that colour values: the first one that a value meets wins. */

import { ActionIcon, Button, ColorInput, Group, NumberInput, Select, Stack, Text, TextInput } from "@mantine/core";
import { IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import { type ConditionalFormat, FORMAT_PALETTES } from "@/lib/conditional";
import { formatsOf, requestsOf } from "@/lib/requests";
import type { FormProps } from "../widget";

/** Edits the formats of the first request, or of one of its formulas where those have their own. */
export function FormatsForm({ definition, onChange, formula }: FormProps & { formula?: number }) {
  const [request, ...others] = requestsOf(definition);
  if (!request) return null;
  const formats = formatsOf(request, formula ?? 0);
  const own = formula !== undefined || Boolean(request.formulas?.[0]?.conditional_formats?.length);
  const set = (next: ConditionalFormat[]) => {
    const at = formula ?? 0;
    const changed = own
      ? {
          ...request,
          formulas: request.formulas?.map((one, index) => (index === at ? { ...one, conditional_formats: next } : one)),
        }
      : { ...request, conditional_formats: next };
    onChange({ ...definition, requests: [changed, ...others] });
  };
  const change = (at: number, part: Partial<ConditionalFormat>) =>
    set(formats.map((one, index) => (index === at ? { ...one, ...part } : one)));
  return (
    <Stack gap={6}>
      <Text size="sm" fw={500}>
        Colours by value
      </Text>
      {formats.map((format, at) => (
        <Group key={at} gap={6} wrap="wrap">
          <Select
            size="xs"
            w={70}
            aria-label={`Comparison of rule ${at + 1}`}
            allowDeselect={false}
            data={[">", ">=", "<", "<=", "="]}
            value={format.comparator}
            onChange={(comparator) => change(at, { comparator: comparator ?? ">" })}
          />
          <NumberInput
            size="xs"
            w={100}
            aria-label={`Value of rule ${at + 1}`}
            value={format.value}
            onChange={(value) => change(at, { value: Number(value) })}
          />
          <Select
            size="xs"
            w={180}
            aria-label={`Look of rule ${at + 1}`}
            allowDeselect={false}
            data={FORMAT_PALETTES.map((value) => ({ value, label: value.replace(/_/g, " ") }))}
            value={format.palette}
            onChange={(palette) => change(at, { palette: palette ?? "white_on_red" })}
          />
          {format.palette === "custom_bg" && (
            <ColorInput
              size="xs"
              w={120}
              aria-label={`Ground of rule ${at + 1}`}
              value={format.custom_bg_color ?? ""}
              onChange={(custom_bg_color) => change(at, { custom_bg_color })}
            />
          )}
          {format.palette === "custom_text" && (
            <ColorInput
              size="xs"
              w={120}
              aria-label={`Text of rule ${at + 1}`}
              value={format.custom_fg_color ?? ""}
              onChange={(custom_fg_color) => change(at, { custom_fg_color })}
            />
          )}
          {format.palette === "custom_image" && (
            <TextInput
              size="xs"
              w={220}
              aria-label={`Picture of rule ${at + 1}`}
              placeholder="https://…"
              value={format.image_url ?? ""}
              onChange={(event) => change(at, { image_url: event.currentTarget.value })}
            />
          )}
          {at > 0 && (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Move rule ${at + 1} up`}
              onClick={() => {
                const next = [...formats];
                next.splice(at - 1, 0, ...next.splice(at, 1));
                set(next);
              }}
            >
              <IconArrowUp size={15} />
            </ActionIcon>
          )}
          <ActionIcon
            variant="subtle"
            color="red"
            aria-label={`Remove rule ${at + 1}`}
            onClick={() => set(formats.filter((_, index) => index !== at))}
          >
            <IconTrash size={15} />
          </ActionIcon>
        </Group>
      ))}
      <Group>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconPlus size={13} />}
          onClick={() => set([...formats, { comparator: ">", value: 0, palette: "white_on_red" }])}
        >
          Add a rule
        </Button>
      </Group>
    </Stack>
  );
}
