/** powerpack: a group of widgets kept apart from the dashboard, with variables of its own. */

import { Select, Skeleton } from "@mantine/core";
import { useMemo } from "react";
import { ApiError } from "@/api/client";
import { usePowerpack, usePowerpacks } from "@/api/powerpacks";
import { Failure } from "@/components/states";
import type { Variable } from "@/lib/templates";
import { Notice } from "./frame/notices";
import { widget as group } from "./group";
import type { FormProps, ViewProps, Widget } from "./widget";

type Controlled = { name: string; prefix?: string | null; values?: string[] };
type Given = { controlled_by_powerpack?: Controlled[]; controlled_externally?: Controlled[] };

function View({ definition, scene }: ViewProps) {
  const id = String(definition.powerpack_id ?? "").trim();
  const { data, error } = usePowerpack(id);
  const given = definition.template_variables as Given | undefined;
  const inner = useMemo(() => {
    // What the dashboard controls comes from its own variables; the others are fixed where the powerpack stands.
    const fixed = (given?.controlled_by_powerpack ?? []).map(
      ({ name, prefix, values }): Variable => ({
        name,
        prefix: prefix ?? null,
        values: (values ?? []).filter((one) => one !== "*"),
      }),
    );
    const names = new Set(fixed.map((one) => one.name));
    return { ...scene, variables: [...fixed, ...scene.variables.filter((one) => !names.has(one.name))] };
  }, [given, scene]);
  if (!id) return <Notice kind="product">No powerpack is chosen yet</Notice>;
  if (error && !data) {
    const missing = error instanceof ApiError && error.status === 404;
    return missing ? <Notice kind="product">There is no powerpack {id} here</Notice> : <Failure error={error} />;
  }
  if (!data) return <Skeleton height="100%" />;
  const own = data.attributes.group_widget.definition;
  const shown = Object.fromEntries(
    ["title", "background_color", "banner_img", "show_title"].flatMap((key) =>
      definition[key] === undefined || definition[key] === null ? [] : [[key, definition[key]]],
    ),
  );
  return <group.View definition={{ title: data.attributes.name, ...own, ...shown, type: "group" }} scene={inner} />;
}

function Form({ definition, onChange }: FormProps) {
  const { data } = usePowerpacks();
  return (
    <Select
      size="xs"
      label="Powerpack"
      searchable
      placeholder={data?.length === 0 ? "There are none yet" : ""}
      data={(data ?? []).map((one) => ({ value: one.id, label: one.attributes.name }))}
      value={String(definition.powerpack_id ?? "") || null}
      onChange={(powerpack_id) => onChange({ ...definition, powerpack_id: powerpack_id ?? "" })}
    />
  );
}

export const widget: Widget = {
  type: "powerpack",
  name: "Powerpack",
  size: { width: 12, height: 4 },
  initial: { type: "powerpack", powerpack_id: "" },
  example: ({ powerpack }) => ({ type: "powerpack", powerpack_id: powerpack }),
  View,
  Form,
  bare: true,
};
