/** Traces: a search over spans, with facets and counts; each leads to its trace. */

import { useNavigate } from "@tanstack/react-router";
import { type SpanHit, useSpans } from "@/api/records";
import { Cell } from "@/components/Cell";
import { Counts } from "@/components/Counts";
import { RecordExplorer } from "@/components/RecordExplorer";
import { SendTraces } from "@/components/states";
import { timeParams, useParams } from "@/components/url";
import { nameColor, statusColor } from "@/lib/colors";
import { duration } from "@/lib/format";
import { dateText } from "@/lib/time";

export default function Traces() {
  const params = useParams();
  const navigate = useNavigate();
  const open = ({ attributes }: SpanHit) =>
    void navigate({
      to: "/trace/$id",
      params: { id: attributes.trace_id },
      search: { ...timeParams(params), span: undefined, sid: attributes.span_id } as never,
    });
  return (
    <RecordExplorer
      kind="spans"
      title="Traces"
      placeholder='service:web @duration:>100ms status:error resource_name:"GET /"'
      useFound={useSpans}
      counts={(query) => <Counts kind="spans" query={query} facet="status" />}
      none={<SendTraces />}
      height={28}
      head={HEAD}
      row={(span) => <Row span={span} />}
      onOpen={open}
    />
  );
}

const HEAD = (
  <>
    <Cell head width={150}>
      Time
    </Cell>
    <Cell head width={120}>
      Service
    </Cell>
    <Cell head>Resource</Cell>
    <Cell head wide width={130}>
      Operation
    </Cell>
    <Cell head width={80} right>
      Duration
    </Cell>
    <Cell head wide width={60}>
      Status
    </Cell>
  </>
);

function Row({ span: { attributes } }: { span: SpanHit }) {
  const ns =
    attributes.custom?.duration ??
    (Date.parse(attributes.end_timestamp) - Date.parse(attributes.start_timestamp)) * 1e6;
  const status = attributes.status ?? "ok";
  return (
    <>
      <Cell width={150} mono>
        {dateText(Date.parse(attributes.start_timestamp), true)}
      </Cell>
      <Cell width={120}>
        <span style={{ borderLeft: `3px solid ${nameColor(attributes.service)}`, paddingLeft: 6 }}>
          {attributes.service}
        </span>
      </Cell>
      <Cell title={attributes.resource_name}>{attributes.resource_name}</Cell>
      <Cell wide width={130} dim>
        {attributes.operation_name}
      </Cell>
      <Cell width={80} right>
        {duration(ns)}
      </Cell>
      <Cell wide width={60}>
        <span style={{ color: statusColor(status) }}>{status}</span>
      </Cell>
    </>
  );
}
