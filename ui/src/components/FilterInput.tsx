/** The small field whose words narrow what stands below. */

import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";

type Props = {
  label: string;
  placeholder: string;
  value: string;
  onChange: (value: string) => void;
  width?: number;
};

export function FilterInput({ label, placeholder, value, onChange, width }: Props) {
  return (
    <TextInput
      size="xs"
      {...(width && { w: width })}
      leftSection={<IconSearch size={14} />}
      placeholder={placeholder}
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
