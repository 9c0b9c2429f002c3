/** Making or changing a monitor: its kind, its query, thresholds and options, what it says, and when it would have fired. */

import { Box, Button, Group, Select, Skeleton, Stack, Tabs, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams as usePath } from "@tanstack/react-router";
import { useState } from "react";
import { createMonitor, testMonitor, updateMonitor, useMonitor } from "@/api/monitors";
import { done } from "@/components/notify";
import { Page } from "@/components/Page";
import { Failure } from "@/components/states";
import { useUnsaved } from "@/components/unsaved";
import { useParam, useParams } from "@/components/url";
import { KINDS, type Kind } from "@/lib/monitorKinds";
import { takeApart, together } from "@/lib/monitorQuery";
import { Backtest } from "./Backtest";
import { type Draft, editing } from "./edit";
import { editable } from "./imported";
import { Json } from "./Json";
import { LiveGraph } from "./LiveGraph";
import { Options } from "./Options";
import { Say } from "./Say";
import { Thresholds } from "./Thresholds";
import { Watch } from "./Watch";

export default function MonitorEdit() {
  const { id } = usePath({ strict: false }) as { id?: string };
  const { q, clone, type = "query alert", query } = useParams();
  const wanted = id ?? clone;
  const { data, error } = useMonitor(wanted ?? "", wanted !== undefined);
  const title = id ? "Edit monitor" : "New monitor";
  if (wanted && !data)
    return <Page title={title}>{error ? <Failure error={error} /> : <Skeleton height={400} />}</Page>;
  const fresh: Draft = {
    name: "",
    type,
    query: query ?? `avg(last_5m):${q || "avg:system.load.1{*} by {host}"} > 1`,
    message: "",
    tags: [],
    priority: null,
    options: { thresholds: { critical: 1 }, notify_no_data: false },
  };
  const { threshold } = takeApart(fresh.type, fresh.query).parts;
  if (threshold !== undefined) fresh.options.thresholds = { critical: Number(threshold) };
  const start = data ? editable(data) : fresh;
  const copied = clone
    ? { ...start, name: `${start.name} (copy)`, options: { ...start.options, silenced: {} } }
    : start;
  return <Form key={wanted ?? "new"} title={title} start={copied} id={id ? Number(id) : undefined} />;
}

function Form({ title, start, id }: { title: string; start: Draft; id: number | undefined }) {
  const [body, setBody] = useState<Draft>(start);
  const [tab, setTab] = useParam("as", "form");
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const navigate = useNavigate();
  const cache = useQueryClient();
  const edit = editing(body, setBody);
  useUnsaved(body, "monitor");
  const save = async () => {
    setBusy(true);
    setError(null);
    // Mutes may have changed meanwhile: they are not the editor's.
    const { silenced: _, ...options } = body.options;
    const sent = { ...body, options };
    try {
      const saved = id === undefined ? await createMonitor(sent) : await updateMonitor(id, sent);
      await cache.invalidateQueries({ queryKey: ["monitors"] });
      await cache.invalidateQueries({ queryKey: ["monitor", String(saved.id)] });
      done("The monitor is saved");
      await navigate({ to: "/monitors/$id", params: { id: String(saved.id) }, ignoreBlocker: true });
    } catch (wrong) {
      setError(wrong);
    } finally {
      setBusy(false);
    }
  };
  const choose = (kind: Kind) => {
    const chosen = KINDS.find((one) => one.kind === kind);
    if (!chosen) return;
    const { threshold } = chosen.start;
    const thresholds: Record<string, number> =
      kind === "check" ? { critical: 2, warning: 1, ok: 1 } : { critical: Number(threshold) };
    const options = { ...(kind === "composite" ? {} : { thresholds }), notify_no_data: false, ...chosen.options };
    setBody({ ...body, type: chosen.type, query: together(kind, chosen.start), options });
  };
  const test = async () => {
    if (id === undefined) return;
    setError(null);
    try {
      const { sent } = await testMonitor(id, ["Alert", "OK"]);
      done(`Sent as a test: ${sent.map((one) => one.title).join(", ")}`);
    } catch (wrong) {
      setError(wrong);
    }
  };
  const kinds = KINDS.map(({ kind, label }) => ({ value: kind as string, label }));
  return (
    <Page title={title}>
      <Tabs value={tab} onChange={(next) => setTab(next ?? "form")} keepMounted={false}>
        <Tabs.List mb="sm">
          <Tabs.Tab value="form">Form</Tabs.Tab>
          <Tabs.Tab value="json">JSON</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="json" maw={980}>
          <Json body={body} onChange={setBody} />
        </Tabs.Panel>
        <Tabs.Panel value="form">
          <Box style={{ display: "flex", flexWrap: "wrap", gap: 24, alignItems: "flex-start" }}>
            <Stack style={{ flex: "1 1 420px", minWidth: 0, maxWidth: 860 }}>
              <Select
                label="Kind"
                allowDeselect={false}
                maw={420}
                data={edit.kind === "text" ? [{ value: "text", label: body.type }, ...kinds] : kinds}
                value={edit.kind}
                description={KINDS.find((one) => one.kind === edit.kind)?.help ?? "By its query's text"}
                disabled={id !== undefined}
                onChange={(kind) => kind && choose(kind as Kind)}
              />
              <Title order={2} size="h5">
                Watch
              </Title>
              <Watch editing={edit} made={id !== undefined} />
              <Thresholds editing={edit} />
              <Options editing={edit} />
              <Title order={2} size="h5">
                Say
              </Title>
              <Say editing={edit} id={id} />
            </Stack>
            <Stack style={{ flex: "1 1 420px", minWidth: 0, maxWidth: 900, position: "sticky", top: 60 }}>
              <Backtest editing={edit} />
              <LiveGraph editing={edit} />
            </Stack>
          </Box>
        </Tabs.Panel>
      </Tabs>
      {error !== null && (
        <Box mt="md">
          <Failure error={error} query={body.query} />
        </Box>
      )}
      <Group
        mt="md"
        py="xs"
        style={{
          position: "sticky",
          bottom: 0,
          zIndex: 5,
          background: "var(--ground)",
          borderTop: "1px solid var(--edge)",
        }}
      >
        <Button size="sm" loading={busy} disabled={!body.name.trim() || !edit.complete} onClick={() => void save()}>
          {id === undefined ? "Create" : "Save"}
        </Button>
        {id !== undefined && (
          <Button size="sm" variant="default" title="Of the monitor as it is saved" onClick={() => void test()}>
            Send a test
          </Button>
        )}
        <Button size="sm" variant="default" onClick={() => history.back()}>
          Cancel
        </Button>
      </Group>
    </Page>
  );
}
