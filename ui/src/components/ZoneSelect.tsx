/** A choice of a time zone by its name. */

import { Select, type SelectProps } from "@mantine/core";
import { useMemo } from "react";

type Props = Omit<SelectProps, "data" | "onChange" | "value"> & { value: string; onChange: (zone: string) => void };

export function ZoneSelect({ value, onChange, ...rest }: Props) {
  const zones = useMemo(() => [...new Set(["UTC", ...Intl.supportedValuesOf("timeZone"), value || "UTC"])], [value]);
  return (
    <Select
      searchable
      allowDeselect={false}
      data={zones}
      value={value || "UTC"}
      onChange={(zone) => zone && onChange(zone)}
      {...rest}
    />
  );
}
