/** The tags of a metric: each key with how many values it has; a click shows them, each a way into the explorer. */

import { Badge, Box, Group, Text, Tooltip, UnstyledButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { timeParams, useParam, useParams } from "@/components/url";
import { count } from "@/lib/format";
import { plainQuery } from "@/lib/metric-query";
import classes from "./Tags.module.css";

type Props = {
  metric: string;
  type: string | null;
  /** `key:value`. */
  tags: string[];
  /** Keys that dashboards and monitors ask for. */
  asked: string[];
  series: number;
};

const MOST = 200;

export function Tags({ metric, type, tags, asked, series }: Props) {
  const [open, setOpen] = useParam("tag");
  const time = timeParams(useParams());
  const keys = useMemo(() => {
    const found = new Map<string, string[]>();
    for (const tag of tags) {
      const [key = "", ...rest] = tag.split(":");
      found.set(key, [...(found.get(key) ?? []), rest.join(":")]);
    }
    return [...found].sort(([a, one], [b, two]) => two.length - one.length || a.localeCompare(b));
  }, [tags]);
  return (
    <Box component="section" aria-label="Tags">
      <Group justify="space-between" mb={4}>
        <Text size="sm" fw={600}>
          Tags
        </Text>
        <Text size="xs" c="dimmed">
          {series === 1 ? "1 series" : `${series.toLocaleString("en")} series`}
        </Text>
      </Group>
      {!keys.length && (
        <Text size="xs" c="dimmed">
          This metric is sent without tags.
        </Text>
      )}
      {keys.map(([key, values]) => (
        <Box key={key}>
          <UnstyledButton
            className={classes.key}
            aria-expanded={open === key}
            onClick={() => setOpen(open === key ? "" : key)}
          >
            <span>{key}</span>
            {asked.includes(key) && (
              <Tooltip label="Dashboards or monitors ask for it">
                <Badge size="xs" variant="light" tt="none">
                  in use
                </Badge>
              </Tooltip>
            )}
            <i>{count(values.length)}</i>
          </UnstyledButton>
          {open === key && (
            <Group gap={4} px={6} py={4}>
              {values.slice(0, MOST).map((value) => (
                <Badge
                  key={value}
                  variant="default"
                  tt="none"
                  fw={400}
                  style={{ cursor: "pointer" }}
                  title="Open in explorer"
                  renderRoot={(props) => (
                    <Link
                      to="/metrics"
                      search={{ ...time, q: plainQuery(metric, type, value ? `${key}:${value}` : key) } as never}
                      {...props}
                    />
                  )}
                >
                  {value || "(no value)"}
                </Badge>
              ))}
              {values.length > MOST && (
                <Text size="xs" c="dimmed">
                  and {(values.length - MOST).toLocaleString("en")} more
                </Text>
              )}
            </Group>
          )}
        </Box>
      ))}
    </Box>
  );
}
