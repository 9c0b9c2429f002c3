/** Facets whose counts came with the list itself; a click adds one to the query, shift-click leaves it out. */

import { Box, Stack, Text, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { count } from "@/lib/format";
import { has, term, toggled } from "@/lib/search";
import classes from "./Facets.module.css";

type Props = {
  counts: Record<string, ReadonlyArray<{ name: string | number | boolean; count: number }>>;
  /** What each facet is called, in the order of the page. */
  names: Record<string, string>;
  query: string;
  onQuery: (query: string) => void;
};

const FIRST = 8;

export function CountedFacets({ counts, names, query, onQuery }: Props) {
  const [wide, setWide] = useState<ReadonlySet<string>>(new Set());
  return (
    <Stack className={classes.side ?? ""} gap="md" component="aside" aria-label="Facets">
      {Object.entries(names).map(([facet, title]) => {
        const values = counts[facet] ?? [];
        const shown = values.slice(0, wide.has(facet) ? 200 : FIRST);
        if (!values.length) return null;
        return (
          <Box key={facet}>
            <Text size="xs" fw={600} mb={2}>
              {title}
            </Text>
            {shown.map((one) => {
              const value = String(one.name);
              // A status is shown as it is called, and searched in small letters.
              const wanted = term(facet, facet === "status" ? value.toLowerCase() : value);
              return (
                <UnstyledButton
                  key={value}
                  className={classes.value}
                  aria-pressed={has(query, wanted)}
                  title={`${value}: shift-click leaves it out`}
                  onClick={(event) => onQuery(toggled(query, event.shiftKey ? `-${wanted}` : wanted))}
                >
                  <span>{value}</span>
                  <i>{count(one.count)}</i>
                </UnstyledButton>
              );
            })}
            {values.length > shown.length && (
              <UnstyledButton fz="xs" c="dimmed" px={6} onClick={() => setWide(new Set([...wide, facet]))}>
                {values.length - shown.length} more
              </UnstyledButton>
            )}
          </Box>
        );
      })}
    </Stack>
  );
}
