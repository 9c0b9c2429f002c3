/** Making or changing a metric monitor, with its graph beside; other kinds by their query's text. */

import {
  Button,
  Group,
  NumberInput,
  Select,
  SimpleGrid,
  Skeleton,
  Stack,
  Switch,
  TagsInput,
  Text,
  Textarea,
  TextInput,
  Title,
} from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams as usePath } from "@tanstack/react-router";
import { useState } from "react";
import { createMonitor, type Monitor, type MonitorBody, updateMonitor, useMonitor } from "@/api/monitors";
import { ConditionGraph } from "@/components/ConditionGraph";
import { done } from "@/components/notify";
import { Page } from "@/components/Page";
import { QueryInput } from "@/components/QueryInput";
import { Failure } from "@/components/states";
import { useParams } from "@/components/url";
import { COMPARATORS, conditionText, OVER, parseCondition } from "@/lib/condition";

export default function MonitorEdit() {
  const { id } = usePath({ strict: false }) as { id?: string };
  const { q } = useParams();
  const { data, error } = useMonitor(id ?? "", id !== undefined);
  if (error)
    return (
      <Page title="Edit monitor">
        <Failure error={error} />
      </Page>
    );
  if (id && !data)
    return (
      <Page title="Edit monitor">
        <Skeleton height={400} />
      </Page>
    );
  const fresh: MonitorBody = {
    name: "",
    type: "query alert",
    query: `avg(last_5m):${q || "avg:system.load.1{*} by {host}"} > 1`,
    message: "",
    tags: [],
    priority: null,
    options: { thresholds: { critical: 1 }, notify_no_data: false },
  };
  return <Form key={id ?? "new"} start={data ?? fresh} monitor={data} />;
}

const WINDOWS = ["1m", "5m", "10m", "15m", "30m", "1h", "2h", "4h", "1d"];

function Form({ start, monitor }: { start: MonitorBody; monitor: Monitor | undefined }) {
  const [body, setBody] = useState<MonitorBody>(start);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const navigate = useNavigate();
  const cache = useQueryClient();
  const condition = parseCondition(body.query);
  const [typed] = useDebouncedValue(body.query, 500);
  const seen = parseCondition(typed);
  const { thresholds = {} } = body.options;
  const set = (part: Partial<MonitorBody>) => setBody({ ...body, ...part });
  const option = (part: Partial<MonitorBody["options"]>) => set({ options: { ...body.options, ...part } });
  const compare = (part: Partial<NonNullable<typeof condition>>) => {
    if (!condition) return;
    const next = { ...condition, ...part };
    set({
      query: conditionText(next),
      options: { ...body.options, thresholds: { ...thresholds, critical: next.threshold } },
    });
  };
  const warn = (text: string | number) => {
    const { warning: _, ...others } = thresholds;
    option({ thresholds: text === "" ? others : { ...others, warning: Number(text) } });
  };
  const save = async () => {
    setBusy(true);
    setError(null);
    const { name, type, query, message, tags, priority, options } = body;
    // Only what this form shows is sent: mutes and the like may have changed meanwhile.
    const { silenced: _, ...rest } = options;
    const sent = { name, type, query, message, tags, priority, options: rest };
    try {
      const saved = monitor ? await updateMonitor(monitor.id, sent) : await createMonitor(sent);
      await cache.invalidateQueries({ queryKey: ["monitors"] });
      await cache.invalidateQueries({ queryKey: ["monitor", String(saved.id)] });
      done("The monitor is saved");
      await navigate({ to: "/monitors/$id", params: { id: String(saved.id) } });
    } catch (wrong) {
      setError(wrong);
    } finally {
      setBusy(false);
    }
  };

  const title = monitor ? "Edit monitor" : "New monitor";
  return (
    <Page title={title}>
      <Stack maw={980}>
        {seen && <ConditionGraph condition={seen} warning={thresholds.warning} />}
        <Title order={2} size="h5">
          Watch
        </Title>
        {condition ? (
          <>
            <QueryInput aria-label="Query" value={condition.query} onChange={(query) => compare({ query })} />
            <Group align="flex-end" gap="xs">
              <Text size="sm" pb={8}>
                Alert when the
              </Text>
              <Select
                w={90}
                aria-label="How the window becomes a value"
                allowDeselect={false}
                data={OVER}
                value={condition.over}
                onChange={(over) => compare({ over: over ?? "avg" })}
              />
              <Text size="sm" pb={8}>
                of the last
              </Text>
              <Select
                w={90}
                aria-label="Window"
                allowDeselect={false}
                data={[...new Set([condition.window, ...WINDOWS])]}
                value={condition.window}
                onChange={(window) => compare({ window: window ?? "5m" })}
              />
              <Text size="sm" pb={8}>
                is
              </Text>
              <Select
                w={80}
                aria-label="Comparison"
                allowDeselect={false}
                data={COMPARATORS}
                value={condition.comparator}
                onChange={(comparator) => compare({ comparator: comparator ?? ">" })}
              />
              <NumberInput
                w={120}
                label="Alert at"
                value={condition.threshold}
                onChange={(value) => value !== "" && value !== "-" && compare({ threshold: Number(value) })}
              />
              <NumberInput
                w={120}
                label="Warn at"
                placeholder="none"
                value={thresholds.warning ?? ""}
                onChange={warn}
              />
            </Group>
          </>
        ) : (
          <Textarea
            label={`Query (${body.type})`}
            autosize
            value={body.query}
            styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
            onChange={(event) => set({ query: event.currentTarget.value })}
          />
        )}
        <Group>
          <Switch
            label="Tell when data stays away"
            checked={Boolean(body.options.notify_no_data)}
            onChange={(event) =>
              option({
                notify_no_data: event.currentTarget.checked,
                no_data_timeframe: event.currentTarget.checked ? (body.options.no_data_timeframe ?? 10) : null,
              })
            }
          />
          {body.options.notify_no_data && (
            <NumberInput
              size="xs"
              w={130}
              label="After minutes"
              min={2}
              value={body.options.no_data_timeframe ?? 10}
              onChange={(value) => option({ no_data_timeframe: Number(value) })}
            />
          )}
          <NumberInput
            size="xs"
            w={170}
            label="Repeat every (minutes)"
            placeholder="never"
            min={0}
            value={body.options.renotify_interval ?? ""}
            onChange={(value) => option({ renotify_interval: value === "" ? null : Number(value) })}
          />
        </Group>
        <Title order={2} size="h5">
          Say
        </Title>
        <TextInput
          label="Name"
          required
          value={body.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <Textarea
          label="Message"
          description="Markdown. An @address tells someone: @ops@example.com. {{host.name}} and {{value}} are filled in; {{#is_alert}} … {{/is_alert}} is for alerts alone."
          autosize
          minRows={4}
          value={body.message}
          onChange={(event) => set({ message: event.currentTarget.value })}
        />
        <SimpleGrid cols={2}>
          <TagsInput label="Tags" placeholder="team:shop" value={body.tags} onChange={(tags) => set({ tags })} />
          <Select
            label="Priority"
            clearable
            placeholder="none"
            data={["1", "2", "3", "4", "5"]}
            value={body.priority === null ? null : String(body.priority)}
            onChange={(priority) => set({ priority: priority === null ? null : Number(priority) })}
          />
        </SimpleGrid>
        {error !== null && <Failure error={error} query={body.query} />}
        <Group>
          <Button size="sm" loading={busy} disabled={!body.name.trim()} onClick={() => void save()}>
            {monitor ? "Save" : "Create"}
          </Button>
          <Button size="sm" variant="default" onClick={() => history.back()}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </Page>
  );
}
