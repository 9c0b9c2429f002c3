/** A list of records with columns: the newest first, more as one scrolls. */

import { Box } from "@mantine/core";
import type { ReactNode } from "react";
import { statusColor } from "@/lib/colors";
import { type Column, columnName, fieldText, type ListedRecord } from "@/lib/record-fields";
import { OwnLink, type Target } from "./OwnLink";
import classes from "./Records.module.css";

type Props = {
  records: readonly ListedRecord[];
  columns: readonly Column[];
  /** Where a record is shown whole. */
  openOf: (one: ListedRecord) => Target;
  /** How many lines of a message are shown. */
  lines?: number;
  /** Messages are prose rather than a program's lines. */
  prose?: boolean;
  onEnd?: () => void;
};

export function Records({ records, columns, openOf, lines = 1, prose, onEnd }: Props) {
  const shown = columns.filter((one) => one.field !== "status_line");
  const wide = shown.some((one) => one.width === "full") ? "full" : "auto";
  return (
    <Box
      className={classes.box}
      onScroll={({ currentTarget: box }) => {
        if (box.scrollHeight - box.scrollTop - box.clientHeight < 200) onEnd?.();
      }}
    >
      <table className={classes.table} data-lines={lines} style={{ "--lines": lines } as never}>
        <thead>
          <tr>
            {shown.map(({ field }, at) => (
              <th key={`${field} ${at}`}>{columnName(field)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {records.map((one) => (
            <tr key={one.id}>
              {shown.map(({ field, width }, at) => (
                <td
                  key={`${field} ${at}`}
                  data-width={width === "auto" && wide === "auto" && isMessage(field) ? "full" : width}
                  data-message={isMessage(field) ? (prose ? "prose" : "mono") : undefined}
                  style={at === 0 ? { boxShadow: `inset 3px 0 ${statusColor(one.status)}` } : undefined}
                >
                  <Cell opened={at === 0 ? openOf(one) : null} status={field === "status" ? one.status : ""}>
                    {fieldText(one, field)}
                  </Cell>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Box>
  );
}

const isMessage = (field: string) => field === "content" || field === "message";

function Cell({ opened, status, children }: { opened: Target | null; status: string; children: ReactNode }) {
  const text = <span style={status ? { color: statusColor(status) } : undefined}>{children || "–"}</span>;
  if (!opened) return <div title={typeof children === "string" ? children : undefined}>{text}</div>;
  return (
    <div>
      <OwnLink {...opened}>{text}</OwnLink>
    </div>
  );
}
