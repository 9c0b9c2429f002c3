/** Attributes as rows of key and value; a click on one filters by it. */

import { Box, Text, UnstyledButton } from "@mantine/core";

type Props = {
  values: Record<string, unknown>;
  prefix?: string;
  onFilter?: ((key: string, value: string) => void) | undefined;
};

/** `{a: {b: 1}}` → `[["a.b", "1"]]`. */
export function flat(values: Record<string, unknown>, under = ""): Array<[string, string]> {
  return Object.entries(values).flatMap(([key, value]): Array<[string, string]> => {
    const path = under ? `${under}.${key}` : key;
    if (value !== null && typeof value === "object" && !Array.isArray(value))
      return flat(value as Record<string, unknown>, path);
    return [[path, typeof value === "string" ? value : JSON.stringify(value)]];
  });
}

export function KeyValues({ values, prefix = "", onFilter }: Props) {
  return (
    <Box
      component="dl"
      m={0}
      style={{ display: "grid", gridTemplateColumns: "minmax(110px, max-content) 1fr", gap: "2px 14px" }}
    >
      {flat(values).map(([key, value]) => (
        <Box key={key} style={{ display: "contents" }}>
          <Text component="dt" size="xs" c="dimmed" maw={220} truncate title={key}>
            {key}
          </Text>
          <Text
            component="dd"
            m={0}
            size="xs"
            ff="monospace"
            style={{ wordBreak: "break-word", whiteSpace: "pre-wrap" }}
          >
            {onFilter ? (
              <UnstyledButton
                fz="inherit"
                ff="inherit"
                title="Filter by this"
                onClick={() => onFilter(prefix + key, value)}
              >
                {value}
              </UnstyledButton>
            ) : (
              value
            )}
          </Text>
        </Box>
      ))}
    </Box>
  );
}
