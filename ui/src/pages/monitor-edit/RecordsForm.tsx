/** A figure over the logs, spans or events that a search finds. */

import { Stack, TagsInput, TextInput } from "@mantine/core";
import type { Kind as Records } from "@/api/records";
import { SearchBox } from "@/components/SearchBox";
import type { Kind } from "@/lib/monitorKinds";
import { type Editing, field } from "./edit";
import { Choice, Comparison, LAST, MONO, Words } from "./Words";

const SEARCHED: Partial<Record<Kind, Records>> = { log: "logs", trace: "spans", event: "events" };
const MOST_FIELDS = 4;
const FIGURES = ["count", "cardinality", "avg", "min", "max", "sum", "median", "pc75", "pc90", "pc95", "pc98", "pc99"];

export function RecordsForm({ kind, parts, ask }: Pick<Editing, "parts" | "ask"> & { kind: Kind }) {
  const by = (parts.by ?? "").split(",").filter(Boolean);
  return (
    <Stack gap="xs">
      <SearchBox
        kind={SEARCHED[kind] ?? "logs"}
        label="Search"
        labelled
        placeholder="service:web status:error"
        value={parts.search ?? ""}
        onCommit={(search) => ask({ search })}
      />
      <Words>
        Alert when the
        <Choice
          label="Figure"
          w={120}
          data={FIGURES}
          value={parts.figure ?? "count"}
          onChange={(figure) =>
            ask({ figure: figure ?? "count", field: figure === "count" ? "" : parts.field || "@duration" })
          }
        />
        {parts.figure !== "count" && (
          <TextInput
            aria-label="Of which field"
            w={150}
            styles={MONO}
            value={parts.field ?? ""}
            onChange={(e) => ask({ field: e.currentTarget.value })}
          />
        )}
        for each
        <TagsInput
          aria-label="Split by"
          placeholder={by.length ? "" : "service, @http.method … or all in one"}
          miw={250}
          maxTags={MOST_FIELDS}
          value={by}
          onChange={(fields) => ask({ by: fields.join(",") })}
        />
        of the
        <Choice
          label="Window"
          w={110}
          data={LAST.map((one) => ({ value: one, label: `last ${one}` }))}
          {...field({ parts, ask }, "window")}
        />
        {kind === "log" && parts.index !== "*" && (
          <>
            in the index
            <TextInput
              aria-label="Index"
              w={120}
              styles={MONO}
              value={parts.index ?? ""}
              onChange={(e) => ask({ index: e.currentTarget.value })}
            />
          </>
        )}
        is
        <Comparison {...field({ parts, ask }, "comparator")} />
      </Words>
    </Stack>
  );
}
