/** The facets beside a search: values with counts; a click adds one to the query. */

import { Box, Skeleton, Stack, Text, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { type Kind, useFacets } from "@/api/records";
import { count } from "@/lib/format";
import { has, term, toggled } from "@/lib/search";
import type { Range } from "@/lib/time";
import classes from "./Facets.module.css";

type Props = { kind: Kind; query: string; range: Range; onQuery: (query: string) => void };

const FIRST = 6;

export function Facets({ kind, query, range, onQuery }: Props) {
  const { data, isLoading } = useFacets(kind, query, range);
  const [wide, setWide] = useState<ReadonlySet<string>>(new Set());
  if (isLoading) return <Skeleton className={classes.side ?? ""} height={300} />;
  return (
    <Stack className={classes.side ?? ""} gap="md" component="aside" aria-label="Facets">
      {(data ?? [])
        .filter((facet) => facet.values.length)
        .map((facet) => (
          <Box key={facet.name}>
            <Text size="xs" fw={600} mb={2}>
              {facet.name}
            </Text>
            {facet.values.slice(0, wide.has(facet.name) ? 100 : FIRST).map(({ value, count: number }) => {
              const wanted = term(facet.name, value);
              return (
                <UnstyledButton
                  key={value}
                  className={classes.value}
                  aria-pressed={has(query, wanted)}
                  title={`${value}: shift-click leaves it out`}
                  onClick={(event) => onQuery(toggled(query, event.shiftKey ? `-${wanted}` : wanted))}
                >
                  <span>{value || "(empty)"}</span>
                  <i>{count(number)}</i>
                </UnstyledButton>
              );
            })}
            {facet.values.length > FIRST && !wide.has(facet.name) && (
              <UnstyledButton fz="xs" c="dimmed" px={6} onClick={() => setWide(new Set([...wide, facet.name]))}>
                {facet.values.length - FIRST} more
              </UnstyledButton>
            )}
          </Box>
        ))}
    </Stack>
  );
}
