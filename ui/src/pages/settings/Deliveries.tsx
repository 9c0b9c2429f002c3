/** What was sent to whom, and what the other side said. */

import { Anchor, Badge, Box, Button, Group, SegmentedControl, Skeleton, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { type Delivery, retryDelivery, useDeliveries } from "@/api/channels";
import { useAct } from "@/components/act";
import { FilterInput } from "@/components/FilterInput";
import { Empty, Failure } from "@/components/states";
import { useParam } from "@/components/url";
import { Rest, WrappedRow, WrappedRows } from "@/components/WrappedRow";
import { agoText, dateText } from "@/lib/time";

const COLORS: Record<string, string> = { sent: "green", failed: "red", pending: "yellow" };
const STEP = 100;

export function Deliveries() {
  const [state, setState] = useParam("state");
  const [handle, setHandle] = useParam("handle");
  const [monitor, setMonitor] = useParam("monitor");
  const [limit, setLimit] = useState(STEP);
  const { data, error } = useDeliveries({ state, handle, monitor_id: monitor }, limit);
  return (
    <>
      <Group mb="sm" gap="xs">
        <SegmentedControl
          size="xs"
          aria-label="State"
          data={[
            { value: "", label: "All" },
            { value: "sent", label: "Sent" },
            { value: "pending", label: "Waiting" },
            { value: "failed", label: "Failed" },
          ]}
          value={state}
          onChange={setState}
        />
        <FilterInput width={220} label="Filter by handle" placeholder="Handle" value={handle} onChange={setHandle} />
        {monitor && (
          <Button size="compact-xs" variant="default" onClick={() => setMonitor("")}>
            of monitor {monitor} ✕
          </Button>
        )}
      </Group>
      {error && <Failure error={error} />}
      {!data && !error && <Skeleton height={300} />}
      {data && !data.length && (
        <Empty title={state || handle || monitor ? "No delivery matches" : "Nothing was sent yet"}>
          Whatever a monitor tells anybody stands here, with what the other side said.
        </Empty>
      )}
      {data && data.length > 0 && (
        <WrappedRows label="Deliveries">
          {data.map((one) => (
            <Row key={one.id} one={one} />
          ))}
        </WrappedRows>
      )}
      {data && data.length === limit && (
        <Button size="xs" variant="subtle" onClick={() => setLimit(Math.min(limit + STEP * 3, 1000))}>
          Show earlier ones
        </Button>
      )}
    </>
  );
}

function Row({ one }: { one: Delivery }) {
  const act = useAct(["deliveries"]);
  const waits = one.state === "pending" && one.next_attempt > Date.now() / 1000;
  return (
    <WrappedRow>
      <Text size="sm" c="dimmed" w={120}>
        {dateText(one.at * 1000)}
      </Text>
      <Box w={70}>
        <Badge variant="light" tt="none" color={COLORS[one.state] ?? "gray"}>
          {one.state === "pending" ? "waiting" : one.state}
        </Badge>
      </Box>
      <Text size="sm" w={220} style={{ overflowWrap: "anywhere" }}>
        @{one.handle}
      </Text>
      <Rest least={260}>
        {one.monitor_id > 0 ? (
          <Anchor
            size="sm"
            renderRoot={(props) => <Link to="/monitors/$id" params={{ id: String(one.monitor_id) }} {...props} />}
          >
            {one.title}
          </Anchor>
        ) : (
          one.title
        )}
        {one.error && (
          <Text size="xs" c="red">
            {one.error}
          </Text>
        )}
        {one.state === "pending" && (
          <Text size="xs" c="dimmed">
            {one.attempts ? `tried ${one.attempts} ${one.attempts === 1 ? "time" : "times"}` : "about to be sent"}
            {waits && `, again in ${Math.ceil(one.next_attempt - Date.now() / 1000)} s`}
          </Text>
        )}
        {one.state === "sent" && one.attempts > 1 && one.finished_at && (
          <Text size="xs" c="dimmed">
            at the {one.attempts}. attempt, {agoText(one.finished_at)}
          </Text>
        )}
      </Rest>
      {one.state === "failed" && (
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => void act(() => retryDelivery(one.id), "It is tried again")}
        >
          Try again
        </Button>
      )}
    </WrappedRow>
  );
}
