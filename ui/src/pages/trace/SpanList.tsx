/** The spans of a trace as an indented list with bars. */

import type { TraceSpan } from "@/api/records";
import { Cell } from "@/components/Cell";
import { VirtualRows } from "@/components/VirtualRows";
import { nameColor, statusColor } from "@/lib/colors";
import { duration } from "@/lib/format";
import type { Laid } from "@/lib/trace";

type Props = { laid: Laid<TraceSpan>; selected: string; onSelect: (id: string) => void };

export function SpanList({ laid, selected, onSelect }: Props) {
  return (
    <VirtualRows
      label="Spans of the trace"
      items={laid.spans}
      height={26}
      keyOf={({ span }) => span.span_id}
      selected={selected}
      onOpen={({ span }) => onSelect(span.span_id)}
      head={
        <>
          <Cell head>Span</Cell>
          <Cell head width={80} right>
            Duration
          </Cell>
          <Cell head width={80} right>
            Own
          </Cell>
          <Cell head width={240}>
            When
          </Cell>
        </>
      }
      row={({ span, depth, offset, own }) => (
        <>
          <Cell title={span.resource}>
            <span
              style={{ marginLeft: depth * 14, borderLeft: `3px solid ${nameColor(span.service)}`, paddingLeft: 6 }}
            >
              <b>{span.service}</b> {span.name} <span style={{ opacity: 0.65 }}>{span.resource}</span>
              {span.error ? <span style={{ color: statusColor("error") }}> error</span> : null}
            </span>
          </Cell>
          <Cell width={80} right>
            {duration(span.duration)}
          </Cell>
          <Cell width={80} right dim>
            {duration(own)}
          </Cell>
          <Cell width={240}>
            <span
              style={{
                display: "block",
                height: 8,
                minWidth: 2,
                borderRadius: 2,
                marginLeft: `${(offset / laid.length) * 100}%`,
                width: `${(span.duration / laid.length) * 100}%`,
                background: nameColor(span.service),
              }}
            />
          </Cell>
        </>
      )}
    />
  );
}
