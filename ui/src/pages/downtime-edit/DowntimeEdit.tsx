/** Scheduling or changing a downtime: for what, when, and whom to tell; with what it comes to beside it. */

import { Button, Grid, Group, JsonInput, Skeleton, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams as usePath } from "@tanstack/react-router";
import { useState } from "react";
import { createDowntime, updateDowntime, useDowntime } from "@/api/downtimes";
import { done } from "@/components/notify";
import { Page } from "@/components/Page";
import { Failure } from "@/components/states";
import { useUnsaved } from "@/components/unsaved";
import { useParams } from "@/components/url";
import { type Attributes, exported, imported } from "@/lib/downtimes";
import { Preview } from "./Preview";
import { Target } from "./Target";
import { Telling } from "./Telling";
import { When } from "./When";

const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;

function fresh(monitor: string | undefined, scope: string | undefined): Attributes {
  const start = new Date();
  start.setSeconds(0, 0);
  return {
    scope: scope || "*",
    monitor_identifier: monitor ? { monitor_id: Number(monitor) } : { monitor_tags: ["*"] },
    schedule: { start: start.toISOString(), end: new Date(start.getTime() + 3_600_000).toISOString() },
    message: "",
    display_timezone: HERE,
    mute_first_recovery_notification: false,
    notify_end_states: ["alert", "no data", "warn"],
    notify_end_types: ["expired"],
  };
}

export default function DowntimeEdit() {
  const { id } = usePath({ strict: false }) as { id?: string };
  const { monitor, scope, clone } = useParams();
  const wanted = id ?? clone;
  const { data, error } = useDowntime(wanted ?? "", wanted !== undefined);
  const title = id ? "Edit downtime" : "Schedule a downtime";
  if (wanted && !data)
    return <Page title={title}>{error ? <Failure error={error} /> : <Skeleton height={400} />}</Page>;
  const start = data ? exported(data.attributes as never) : fresh(monitor, scope);
  return <Form key={wanted ?? "new"} title={title} start={start} id={id} />;
}

function Form({ title, start, id }: { title: string; start: Attributes; id: string | undefined }) {
  const [value, setValue] = useState(start);
  const [json, setJson] = useState<string | null>(null);
  /** What is wrong with the JSON as it stands, which is not what would be stored. */
  const [unread, setUnread] = useState<unknown>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const navigate = useNavigate();
  const cache = useQueryClient();
  useUnsaved(value, "downtime");
  const set = (part: Partial<Attributes>) => setValue({ ...value, ...part });
  const write = (text: string) => {
    setJson(text);
    try {
      setValue(imported(text));
      setUnread(null);
    } catch (wrong) {
      setUnread(wrong);
    }
  };
  const turn = () => {
    setJson(json === null ? JSON.stringify(value, null, 2) : null);
    setUnread(null);
  };
  const save = async () => {
    setBusy(true);
    setError(null);
    try {
      const saved = id ? await updateDowntime(id, value) : await createDowntime(value);
      for (const key of ["downtimes", "monitors", "monitor"]) {
        await cache.invalidateQueries({ queryKey: [key] });
      }
      done(id ? "The downtime is changed" : "The downtime is scheduled");
      await navigate({ to: "/downtimes/$id", params: { id: saved.id }, ignoreBlocker: true });
    } catch (wrong) {
      setError(wrong);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Page
      title={title}
      actions={
        <Button variant="default" aria-pressed={json !== null} onClick={turn}>
          {json === null ? "JSON" : "Form"}
        </Button>
      }
    >
      <Grid gutter="lg">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Stack>
            {json !== null ? (
              <JsonInput
                label="The downtime as JSON"
                description="As the API takes it, exported here or elsewhere"
                autosize
                minRows={18}
                maxRows={32}
                value={json}
                onChange={write}
                styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: 12 } }}
              />
            ) : (
              <>
                <Target value={value} onChange={set} />
                <When value={value} onChange={set} here={HERE} />
                <Telling value={value} onChange={set} />
              </>
            )}
            {(unread ?? error) !== null && <Failure error={unread ?? error} />}
            <Group>
              <Button size="sm" loading={busy} disabled={unread !== null || !chosen(value)} onClick={() => void save()}>
                {id ? "Save" : "Schedule"}
              </Button>
              <Button size="sm" variant="default" onClick={() => history.back()}>
                Cancel
              </Button>
            </Group>
            <Text size="xs" c="dimmed">
              Monitors are evaluated and shown as ever while nobody is told.
            </Text>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Preview attributes={value} />
        </Grid.Col>
      </Grid>
    </Page>
  );
}

/** Whether it says what is to be silenced. */
function chosen({ monitor_identifier: of, scope }: Attributes): boolean {
  return scope.trim() !== "" && ("monitor_id" in of ? of.monitor_id > 0 : of.monitor_tags.length > 0);
}
