/** The template variables above a dashboard's widgets. */

import { Group, MultiSelect, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { TemplateVariable } from "@/api/dashboards";
import { useMetricTags } from "@/api/metrics";
import { useSetParams } from "@/components/url";
import type { Variable } from "@/lib/templates";

type Props = { declared: readonly TemplateVariable[]; variables: readonly Variable[]; children?: ReactNode };

export function VariableBar({ declared, variables, children }: Props) {
  if (!declared.length) return null;
  return (
    <Group gap="xs" mb="xs" role="group" aria-label="Variables">
      {declared.map((one, at) => {
        const variable = variables[at];
        return variable && <Choice key={one.name} declared={one} variable={variable} />;
      })}
      {children}
    </Group>
  );
}

function Choice({ declared, variable }: { declared: TemplateVariable; variable: Variable }) {
  const change = useSetParams();
  const [search, setSearch] = useState("");
  const listed = declared.available_values?.length ? declared.available_values : null;
  const { data: tags } = useMetricTags("", !listed && Boolean(declared.prefix));
  const set = (values: string[]) => change({ [`tpl_${declared.name}`]: values.join(",") || "*", view: undefined });
  const named = {
    size: "xs",
    leftSection: <span style={{ whiteSpace: "nowrap" }}>{`$${declared.name}`}</span>,
    leftSectionWidth: declared.name.length * 7.5 + 32,
    leftSectionPointerEvents: "none",
    "aria-label": declared.name,
  } as const;
  if (!declared.prefix && !listed) {
    const typed = variable.values.join(",");
    return (
      <TextInput
        {...named}
        key={typed}
        placeholder="*"
        defaultValue={typed}
        onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
        onBlur={(event) => set(event.currentTarget.value.split(","))}
      />
    );
  }
  const known = listed ?? tags?.[declared.prefix ?? ""] ?? [];
  const own = search && !known.includes(search) ? [search] : [];
  const options = [...new Set([...variable.values, ...known, ...own])].filter((value) => value && value !== "*");
  return (
    <MultiSelect
      {...named}
      placeholder={variable.values.length ? "" : "*"}
      data={options}
      limit={200}
      searchable
      selectFirstOptionOnChange
      clearable
      hidePickedOptions
      searchValue={search}
      onSearchChange={setSearch}
      value={variable.values}
      onChange={set}
      miw={150}
    />
  );
}
