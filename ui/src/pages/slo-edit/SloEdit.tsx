/** Making or changing an objective: what is good, how much of it, over how long. */

import {
  Button,
  Group,
  SegmentedControl,
  Skeleton,
  Stack,
  TagsInput,
  Text,
  Textarea,
  TextInput,
  Title,
} from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams as usePath } from "@tanstack/react-router";
import { useState } from "react";
import { createSlo, type SloBody, type SloType, updateSlo, useSlo } from "@/api/slos";
import { done } from "@/components/notify";
import { Page } from "@/components/Page";
import { Failure } from "@/components/states";
import { useUnsaved } from "@/components/unsaved";
import { useParams } from "@/components/url";
import { exported } from "../slo/exported";
import { Source } from "./Source";
import { Targets } from "./Targets";

const FRESH: SloBody = {
  name: "",
  type: "metric",
  description: "",
  tags: [],
  thresholds: [{ timeframe: "30d", target: 99.9 }],
  query: { numerator: "", denominator: "" },
};

export default function SloEdit() {
  const { id } = usePath({ strict: false }) as { id?: string };
  const { from } = useParams();
  const wanted = id ?? from;
  const { data, error } = useSlo(wanted ?? "", wanted !== undefined);
  const title = id ? "Edit SLO" : "New SLO";
  if (wanted && !data)
    return <Page title={title}>{error ? <Failure error={error} /> : <Skeleton height={400} />}</Page>;
  const start = data ? { ...exported(data), ...(id ? {} : { name: `${data.name} (copy)` }) } : FRESH;
  return <Form key={wanted ?? "new"} title={title} start={start} id={id} />;
}

const STARTS: Record<SloType, Partial<SloBody>> = {
  metric: { query: { numerator: "", denominator: "" } },
  monitor: { monitor_ids: [] },
  time_slice: {
    sli_specification: {
      time_slice: {
        query: { queries: [{ data_source: "metrics", name: "query1", query: "" }], formulas: [{ formula: "query1" }] },
        comparator: "<",
        threshold: 1,
        query_interval_seconds: 300,
      },
    },
  },
};

function Form({ title, start, id }: { title: string; start: SloBody; id: string | undefined }) {
  const [body, setBody] = useState<SloBody>(start);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const navigate = useNavigate();
  const cache = useQueryClient();
  useUnsaved(body, "SLO");
  const set = (part: Partial<SloBody>) => setBody({ ...body, ...part });
  const choose = (type: SloType) => {
    const { query: _q, monitor_ids: _m, groups: _g, sli_specification: _s, ...shared } = body;
    setBody({ ...shared, ...STARTS[type], type });
  };
  const save = async () => {
    setBusy(true);
    setError(null);
    try {
      const saved = id ? await updateSlo(id, body) : await createSlo(body);
      for (const key of ["slos", "slo", "slo-history"]) await cache.invalidateQueries({ queryKey: [key] });
      done("The SLO is saved");
      await navigate({ to: "/slos/$id", params: { id: saved.id }, ignoreBlocker: true });
    } catch (wrong) {
      setError(wrong);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Page title={title}>
      <Stack maw={860}>
        <Title order={2} size="h5">
          What is good
        </Title>
        {!id && (
          <SegmentedControl
            aria-label="Kind of objective"
            data={[
              { value: "metric", label: "Events" },
              { value: "monitor", label: "Monitors" },
              { value: "time_slice", label: "A threshold in time" },
            ]}
            value={body.type}
            onChange={(type) => choose(type as SloType)}
          />
        )}
        <Text size="sm" c="dimmed">
          {SAID[body.type]}
        </Text>
        <Source body={body} onChange={set} />
        <Title order={2} size="h5">
          How much of it
        </Title>
        <Targets type={body.type} value={body.thresholds} onChange={(thresholds) => set({ thresholds })} />
        <Title order={2} size="h5">
          Its name
        </Title>
        <TextInput
          label="Name"
          required
          placeholder="99.9 % of checkouts answer without an error"
          value={body.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <Textarea
          label="Description"
          description="Markdown"
          autosize
          minRows={2}
          value={body.description ?? ""}
          onChange={(event) => set({ description: event.currentTarget.value })}
        />
        <TagsInput label="Tags" placeholder="service:checkout" value={body.tags} onChange={(tags) => set({ tags })} />
        {error !== null && <Failure error={error} />}
        <Group>
          <Button size="sm" loading={busy} disabled={!body.name.trim()} onClick={() => void save()}>
            {id ? "Save" : "Create"}
          </Button>
          <Button size="sm" variant="default" onClick={() => history.back()}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </Page>
  );
}

const SAID: Record<SloType, string> = {
  metric: "Good events divided by all of them, each counted by a metrics query.",
  monitor: "The share of the time in which none of the monitors alerts.",
  time_slice: "The share of the time in which a query keeps to a threshold; time without data is good.",
};
