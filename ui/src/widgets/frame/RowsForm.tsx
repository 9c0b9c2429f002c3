/** A list in a widget's editor: a row of fields for each, a button that removes it, one below that adds another. */

import { ActionIcon, Button, Group, Stack, Text } from "@mantine/core";
import { IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import type { ReactNode } from "react";

type Props<T> = {
  title: string;
  /** What one of them is called: "link". */
  name: string;
  rows: readonly T[];
  /** What a new one begins as. */
  fresh: T;
  onChange: (rows: T[]) => void;
  /** Whether the first of them that fits wins. */
  ordered?: boolean;
  fields: (row: T, change: (part: Partial<T>) => void, number: number) => ReactNode;
};

export function RowsForm<T>({ title, name, rows, fresh, onChange, ordered, fields }: Props<T>) {
  const moved = (at: number) => {
    const next = [...rows];
    next.splice(at - 1, 0, ...next.splice(at, 1));
    onChange(next);
  };
  return (
    <Stack gap={6}>
      <Text size="sm" fw={500}>
        {title}
      </Text>
      {rows.map((row, at) => (
        <Group key={at} gap={6}>
          {fields(
            row,
            (part) => onChange(rows.map((one, index) => (index === at ? { ...one, ...part } : one))),
            at + 1,
          )}
          {ordered && at > 0 && (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Move ${name} ${at + 1} up`}
              onClick={() => moved(at)}
            >
              <IconArrowUp size={15} />
            </ActionIcon>
          )}
          <ActionIcon
            variant="subtle"
            color="red"
            aria-label={`Remove ${name} ${at + 1}`}
            onClick={() => onChange(rows.filter((_, index) => index !== at))}
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
          onClick={() => onChange([...rows, fresh])}
        >
          Add a {name}
        </Button>
      </Group>
    </Stack>
  );
}
