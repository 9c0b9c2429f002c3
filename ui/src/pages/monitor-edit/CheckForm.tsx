/** Which runs of a service check are judged, and how. */

import { Autocomplete, NumberInput, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useCheckNames } from "@/api/checks";
import { type Editing, field } from "./edit";
import { Choice, MONO, Words } from "./Words";

export function CheckForm({ parts, ask }: Pick<Editing, "parts" | "ask">) {
  const { data: names = [] } = useCheckNames();
  return (
    <Stack gap="xs">
      <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="xs">
        <Autocomplete
          label="Check"
          description="as it reports itself"
          styles={MONO}
          data={names}
          limit={50}
          value={parts.name ?? ""}
          onChange={(name) => ask({ name })}
        />
        <TextInput
          label="Over"
          description="tags with commas; * for all"
          styles={MONO}
          value={parts.over ?? ""}
          onChange={(e) => ask({ over: e.currentTarget.value })}
        />
        <TextInput
          label="For each"
          description="keys with commas; * for each set"
          styles={MONO}
          value={parts.by ?? ""}
          onChange={(e) => ask({ by: e.currentTarget.value })}
        />
      </SimpleGrid>
      <Words>
        Judge
        <Choice
          label="How runs are judged"
          w={210}
          data={[
            { value: "count_by_status", label: "runs in a row" },
            { value: "pct_by_status", label: "the share of checks in %" },
          ]}
          {...field({ parts, ask }, "end")}
        />
        of the last
        <NumberInput aria-label="Runs" w={80} min={1} max={100} {...field({ parts, ask }, "runs")} />
        runs
      </Words>
    </Stack>
  );
}
