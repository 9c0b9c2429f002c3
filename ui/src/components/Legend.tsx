/** The names under a graph with their figures; a click shows one line alone. */

import { Box, Table, UnstyledButton } from "@mantine/core";
import { value as formatted } from "@/lib/format";
import { type Line, summary } from "@/lib/plot";
import classes from "./Legend.module.css";

const MOST = 100;

type Props = {
  lines: readonly Line[];
  only: ReadonlySet<string>;
  onOnly: (only: ReadonlySet<string>) => void;
  compact?: boolean;
};

/** A table of average, smallest, largest and last value; where `compact`, the names alone in a row. */
export function Legend({ lines: all, only, onOnly, compact }: Props) {
  const lines = all.filter((line) => !line.quiet);
  const toggle = (label: string, add: boolean) => {
    const next = new Set(add ? only : []);
    if (only.has(label) && (add || only.size === 1)) next.delete(label);
    else next.add(label);
    onOnly(next);
  };
  const name = (line: Line) => (
    <UnstyledButton
      className={classes.name}
      data-faded={(only.size > 0 && !only.has(line.label)) || undefined}
      aria-pressed={only.has(line.label)}
      title={line.label}
      onClick={(event) => toggle(line.label, event.ctrlKey || event.metaKey || event.shiftKey)}
    >
      <i style={{ background: line.color }} />
      <span>{line.label}</span>
    </UnstyledButton>
  );
  if (compact) {
    return (
      <Box className={classes.row}>
        {lines.slice(0, MOST).map((line, index) => (
          <Box key={`${line.label}${index}`}>{name(line)}</Box>
        ))}
      </Box>
    );
  }
  return (
    <Table className={classes.table ?? ""} fz="xs" verticalSpacing={1} horizontalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{lines.length > MOST ? `First ${MOST} of ${lines.length} series` : "Series"}</Table.Th>
          {["Avg", "Min", "Max", "Last"].map((title) => (
            <Table.Th key={title} ta="right">
              {title}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {lines.slice(0, MOST).map((line, index) => {
          const { avg, min, max, last } = summary(line.points);
          return (
            <Table.Tr key={`${line.label}${index}`}>
              <Table.Td>{name(line)}</Table.Td>
              {[avg, min, max, last].map((figure, at) => (
                <Table.Td key={at} ta="right">
                  {formatted(figure, line.unit)}
                </Table.Td>
              ))}
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}
