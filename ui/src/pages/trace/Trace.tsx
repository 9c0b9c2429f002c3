/** A trace: flame graph or list of spans, one span whole, its logs. */

import { Button, Group, SegmentedControl, Skeleton, Text } from "@mantine/core";
import { Link, useParams as usePath } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTrace } from "@/api/records";
import { Page } from "@/components/Page";
import { Copy, Failure } from "@/components/states";
import { useParam } from "@/components/url";
import { nameColor } from "@/lib/colors";
import { duration } from "@/lib/format";
import { dateText } from "@/lib/time";
import { laidOut } from "@/lib/trace";
import { Flame } from "./Flame";
import { SpanList } from "./SpanList";
import { SpanPanel } from "./SpanPanel";

export default function Trace() {
  const { id = "" } = usePath({ strict: false }) as { id?: string };
  const [view, setView] = useParam("view", "flame");
  const [open, setOpen] = useParam("sid");
  const { data, error } = useTrace(id);
  const laid = useMemo(() => laidOut(data?.spans ?? []), [data]);
  const selected = laid.spans.find((one) => one.span.span_id === open);
  const root = laid.spans[0]?.span;
  if (error)
    return (
      <Page title="Trace">
        <Failure error={error} />
      </Page>
    );
  if (!data || !root)
    return (
      <Page title="Trace">
        <Skeleton height={320} />
      </Page>
    );
  const started = Number(BigInt(root.start) / 1_000_000n);
  const services = [...new Set(data.spans.map((span) => span.service))];
  const errors = data.spans.filter((span) => span.error).length;
  return (
    <Page
      fill
      title={`${root.service}: ${root.resource}`}
      actions={
        <>
          <SegmentedControl
            size="xs"
            aria-label="View"
            data={[
              { value: "flame", label: "Flame graph" },
              { value: "list", label: "Spans" },
            ]}
            value={view}
            onChange={setView}
          />
          <Button
            variant="default"
            renderRoot={(props) => (
              <Link
                to="/logs"
                search={
                  {
                    query: `trace_id:${data.trace_id}`,
                    from: String(started - 60_000),
                    to: String(started + 600_000),
                  } as never
                }
                {...props}
              />
            )}
          >
            Logs
          </Button>
          <Copy text={data.trace_id} label="Copy the trace's id" />
        </>
      }
    >
      <Group gap="md" mb="xs">
        <Text size="sm" c="dimmed">
          {dateText(started, true)} · {duration(laid.length)} · {data.spans.length} spans
          {errors > 0 && ` · ${errors} with errors`}
          {data.truncated && " · cut: it has more spans than are shown"}
        </Text>
        {services.map((service) => (
          <Text key={service} size="xs">
            <span
              style={{
                display: "inline-block",
                width: 10,
                height: 10,
                borderRadius: 2,
                marginRight: 5,
                background: nameColor(service),
              }}
            />
            {service}
          </Text>
        ))}
      </Group>
      {view === "flame" ? (
        <Flame laid={laid} selected={open} onSelect={setOpen} />
      ) : (
        <SpanList laid={laid} selected={open} onSelect={setOpen} />
      )}
      <SpanPanel placed={selected} onClose={() => setOpen("")} />
    </Page>
  );
}
