/** Which runs of a service check are judged, and how. */

import { Group, NumberInput, Stack, TextInput } from "@mantine/core";
import { type Editing, field } from "./edit";
import { Choice, MONO, Words } from "./Words";

export function CheckForm({ parts, ask }: Pick<Editing, "parts" | "ask">) {
  return (
    <Stack gap="xs">
      <Group grow align="flex-start">
        <TextInput
          label="Check"
          styles={MONO}
          value={parts.name ?? ""}
          onChange={(e) => ask({ name: e.currentTarget.value })}
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
          description="keys with commas; * for every set of tags"
          styles={MONO}
          value={parts.by ?? ""}
          onChange={(e) => ask({ by: e.currentTarget.value })}
        />
      </Group>
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
