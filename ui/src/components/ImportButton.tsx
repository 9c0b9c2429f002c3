/** A button that takes in a file of JSON. */

import { Button, FileButton } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { useRef } from "react";

type Props = { label?: string; onText: (text: string, name: string) => void };

export function ImportButton({ label = "Import", onText }: Props) {
  const reset = useRef<() => void>(null);
  const read = async (file: File | null) => {
    if (!file) return;
    const text = await file.text();
    reset.current?.(); // else the same file, mended, could not be chosen again
    onText(text, file.name);
  };
  return (
    <FileButton accept="application/json,.json" resetRef={reset} onChange={(file) => void read(file)}>
      {(props) => (
        <Button variant="default" leftSection={<IconUpload size={14} />} {...props}>
          {label}
        </Button>
      )}
    </FileButton>
  );
}
