/** The tags of hosts beside their list: a click shows the hosts with one. */

import { Box, Stack, Text, UnstyledButton } from "@mantine/core";
import { useMemo, useState } from "react";
import type { Host } from "@/api/hosts";
import classes from "@/components/Facets.module.css";
import { count } from "@/lib/format";
import { has, toggled } from "@/lib/search";
import { tagsOf } from "@/widgets/frame/nodes";

type Props = { hosts: readonly Host[]; filter: string; onFilter: (filter: string) => void };

const FIRST = 6;
/** A key with so many values tells hosts apart rather than groups them. */
const MANY = 200;

export function HostFacets({ hosts, filter, onFilter }: Props) {
  const facets = useMemo(() => facetsOf(hosts), [hosts]);
  const [wide, setWide] = useState<ReadonlySet<string>>(new Set());
  return (
    <Stack className={classes.side ?? ""} gap="md" component="aside" aria-label="Tags">
      {facets.map(({ key, values }) => (
        <Box key={key}>
          <Text size="xs" fw={600} mb={2}>
            {key}
          </Text>
          {values.slice(0, wide.has(key) ? MANY : FIRST).map(([value, number]) => {
            const tag = `${key}:${value}`;
            return (
              <UnstyledButton
                key={value}
                className={classes.value}
                aria-pressed={has(filter, tag)}
                title={tag}
                onClick={() => onFilter(toggled(filter, tag))}
              >
                <span>{value || "(empty)"}</span>
                <i>{count(number)}</i>
              </UnstyledButton>
            );
          })}
          {values.length > FIRST && !wide.has(key) && (
            <UnstyledButton fz="xs" c="dimmed" px={6} onClick={() => setWide(new Set([...wide, key]))}>
              {values.length - FIRST} more
            </UnstyledButton>
          )}
        </Box>
      ))}
    </Stack>
  );
}

type Facet = { key: string; values: Array<[string, number]> };

function facetsOf(hosts: readonly Host[]): Facet[] {
  const keys = new Map<string, Map<string, number>>();
  for (const tag of hosts.flatMap(tagsOf)) {
    const at = tag.indexOf(":");
    if (at < 1) continue;
    const key = tag.slice(0, at);
    const values = keys.get(key) ?? new Map<string, number>();
    values.set(tag.slice(at + 1), (values.get(tag.slice(at + 1)) ?? 0) + 1);
    keys.set(key, values);
  }
  return [...keys]
    .filter(([, values]) => values.size <= MANY)
    .map(([key, values]) => ({ key, values: [...values].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])) }))
    .sort((a, b) => a.key.localeCompare(b.key));
}
