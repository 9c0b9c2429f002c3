/** Small fields of widgets' editors: each shows a member of the definition and changes it alone. */

import { ColorInput, Group, NumberInput, Select, Switch, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import type { Kind } from "@/api/records";
import { SearchBox } from "@/components/SearchBox";
import type { FormProps } from "../widget";

type Members = Record<string, unknown>;
type Props = {
  label: string;
  /** The object that holds the member; absent where nothing was set yet. */
  of: unknown;
  member: string;
  onChange: (changed: Members) => void;
};

const membersOf = (of: unknown): Members => (typeof of === "object" && of !== null ? (of as Members) : {});

/** The object with one member changed; an undefined value takes it away. */
export function withMember(of: unknown, member: string, value: unknown): Members {
  const { [member]: _, ...rest } = membersOf(of);
  return value === undefined ? rest : { ...rest, [member]: value };
}

/** The definition itself as what a field shows and changes. */
export const own = ({ definition, onChange }: FormProps) => ({
  of: definition,
  onChange: (next: Members) => onChange(next as FormProps["definition"]),
});

type Choice = string | { value: string; label: string };

export function SelectField({
  label,
  of,
  member,
  onChange,
  data,
  standard = "",
  width = 150,
}: Props & { data: Choice[]; standard?: string; width?: number }) {
  return (
    <Select
      size="xs"
      w={width}
      label={label}
      allowDeselect={false}
      data={data}
      value={String(membersOf(of)[member] ?? standard)}
      onChange={(value) => onChange(withMember(of, member, value || undefined))}
    />
  );
}

export function TextField({
  label,
  of,
  member,
  onChange,
  placeholder,
  width = 150,
}: Props & { placeholder?: string; width?: number }) {
  return (
    <TextInput
      size="xs"
      w={width}
      label={label}
      placeholder={placeholder}
      value={String(membersOf(of)[member] ?? "")}
      onChange={(event) => onChange(withMember(of, member, event.currentTarget.value || undefined))}
    />
  );
}

export function NumberField({
  label,
  of,
  member,
  onChange,
  min,
  max,
  placeholder,
}: Props & { min?: number; max?: number; placeholder?: string }) {
  const value = membersOf(of)[member];
  return (
    <NumberInput
      size="xs"
      w={110}
      label={label}
      placeholder={placeholder}
      {...(min !== undefined && { min })}
      {...(max !== undefined && { max })}
      value={typeof value === "number" ? value : ""}
      onChange={(next) => onChange(withMember(of, member, typeof next === "number" ? next : undefined))}
    />
  );
}

export function SwitchField({ label, of, member, onChange, standard = false }: Props & { standard?: boolean }) {
  return (
    <Switch
      size="xs"
      mih={30}
      styles={{ body: { alignItems: "center", height: "100%" } }}
      label={label}
      checked={(membersOf(of)[member] ?? standard) === true}
      onChange={(event) => onChange(withMember(of, member, event.currentTarget.checked))}
    />
  );
}

export function ColorField({ label, of, member, onChange }: Props) {
  return (
    <ColorInput
      size="xs"
      w={150}
      label={label}
      value={String(membersOf(of)[member] ?? "")}
      onChange={(color) => onChange(withMember(of, member, color || undefined))}
    />
  );
}

/** A search of records, completed as in their explorer. */
export function SearchField({
  label,
  of,
  member,
  onChange,
  kind,
  placeholder = "",
}: Props & { kind: Kind; placeholder?: string }) {
  return (
    <SearchBox
      kind={kind}
      label={label}
      labelled
      placeholder={placeholder}
      value={String(membersOf(of)[member] ?? "")}
      onCommit={(text) => onChange(withMember(of, member, text))}
    />
  );
}

/** Fields side by side. */
export function Fields({ children }: { children: ReactNode }) {
  return (
    <Group gap="xs" align="flex-end">
      {children}
    </Group>
  );
}
