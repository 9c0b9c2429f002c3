/** The search line of logs and traces: committed with Enter. */

import { CloseButton, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useState } from "react";

type Props = { value: string; onCommit: (value: string) => void; placeholder: string; label: string };

export function SearchBox({ value, onCommit, placeholder, label }: Props) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  return (
    <TextInput
      style={{ flex: 1, minWidth: 220 }}
      styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: 13 } }}
      leftSection={<IconSearch size={15} />}
      rightSection={text && <CloseButton size="sm" aria-label="Clear the search" onClick={() => onCommit("")} />}
      aria-label={label}
      placeholder={placeholder}
      spellCheck={false}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={() => text !== value && onCommit(text)}
      onKeyDown={(event) => {
        if (event.key === "Enter") onCommit(text);
        else if (event.key === "Escape") setText(value);
      }}
    />
  );
}
