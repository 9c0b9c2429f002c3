/** The options: silence, repetition, delays, grouping. */

import {
  Accordion,
  Group,
  MultiSelect,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  TagsInput,
  TextInput,
} from "@mantine/core";
import type { Editing } from "./edit";
import { CustomSchedule } from "./Schedule";

const SILENCE = [
  { value: "none", label: "keeps its state" },
  { value: "notify", label: "tells No Data after a time" },
  { value: "default", label: "counts as zero, or keeps the state" },
  { value: "show_no_data", label: "shows No Data" },
  { value: "show_and_notify_no_data", label: "shows No Data and tells it" },
  { value: "resolve", label: "is taken as recovery" },
];
const RECORDS: ReadonlySet<string> = new Set(["log", "trace", "event"]);
const PRESETS = [
  { value: "show_all", label: "everything" },
  { value: "hide_query", label: "without the query" },
  { value: "hide_handles", label: "without whom it is sent to" },
  { value: "hide_query_and_handles", label: "without both" },
  { value: "show_only_snapshot", label: "the graph alone" },
  { value: "hide_all", label: "the message alone" },
];

export function Options({ editing }: { editing: Editing }) {
  const { body, option } = editing;
  const given = body.options;
  const missing =
    typeof given.on_missing_data === "string" ? given.on_missing_data : given.notify_no_data ? "notify" : "none";
  const silence = (chosen: string | null) => {
    const notify = chosen === "notify";
    option({
      on_missing_data: chosen === "none" || notify ? undefined : (chosen ?? undefined),
      notify_no_data: notify,
      no_data_timeframe: notify ? (given.no_data_timeframe ?? 10) : undefined,
    });
  };
  const number = (name: string, label: string, more: { description?: string; max?: number; scale?: number } = {}) => {
    const { scale = 1, ...rest } = more;
    const value = given[name];
    return (
      <NumberInput
        label={label}
        min={0}
        placeholder="off"
        value={value === null || value === undefined || Number(value) === 0 ? "" : Number(value) / scale}
        onChange={(next) => option({ [name]: next === "" || next === "-" ? undefined : Number(next) * scale })}
        {...rest}
      />
    );
  };
  const flag = (name: string, label: string, fallback = false) => (
    <Switch
      label={label}
      checked={Boolean(given[name] ?? fallback)}
      onChange={(event) => option({ [name]: event.currentTarget.checked })}
    />
  );
  const list = (name: string) => (Array.isArray(given[name]) ? (given[name] as string[]) : []);
  return (
    <Stack gap="xs">
      <Group align="flex-end" gap="xs">
        <Select
          label="When data stays away, it"
          allowDeselect={false}
          w={290}
          data={SILENCE}
          value={missing}
          onChange={silence}
        />
        {missing === "notify" && (
          <NumberInput
            w={140}
            label="After minutes"
            min={1}
            value={given.no_data_timeframe ?? 10}
            onChange={(value) => option({ no_data_timeframe: Number(value) || 1 })}
          />
        )}
        <NumberInput
          w={190}
          label="Repeat every (minutes)"
          placeholder="never"
          min={0}
          value={Number(given.renotify_interval ?? 0) || ""}
          onChange={(value) => option({ renotify_interval: value === "" ? undefined : Number(value) })}
        />
      </Group>
      <Accordion variant="contained" chevronPosition="left">
        <Accordion.Item value="more">
          <Accordion.Control>More options</Accordion.Control>
          <Accordion.Panel>
            <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="sm" style={{ alignItems: "end" }}>
              {Boolean(Number(given.renotify_interval ?? 0)) && (
                <>
                  <MultiSelect
                    label="Repeat in"
                    data={["alert", "warn", "no data"]}
                    value={list("renotify_statuses")}
                    placeholder={list("renotify_statuses").length ? "" : "alert, no data"}
                    onChange={(statuses) => option({ renotify_statuses: statuses.length ? statuses : undefined })}
                  />
                  {number("renotify_occurrences", "At most so often")}
                  <TextInput
                    label="Said on repetition"
                    value={String(given.escalation_message ?? "")}
                    onChange={(event) => option({ escalation_message: event.currentTarget.value || undefined })}
                  />
                </>
              )}
              {number("evaluation_delay", "Evaluate late by (seconds)", { max: 86400 })}
              {number("new_group_delay", "Spare new groups for (seconds)")}
              {number("timeout_h", "Resolve after hours of silence", { max: 24 })}
              <TextInput
                label="Remember silent groups for"
                placeholder="24h"
                value={String(given.group_retention_duration ?? "")}
                onChange={(event) => option({ group_retention_duration: event.currentTarget.value || undefined })}
              />
              <TagsInput
                label="One message for each"
                placeholder={list("notify_by").length ? "" : "group; * for one in all"}
                value={list("notify_by")}
                onChange={(keys) => option({ notify_by: keys.length ? keys : undefined })}
              />
              <Select
                label="Messages hold"
                allowDeselect={false}
                data={PRESETS}
                value={String(given.notification_preset_name ?? "show_all")}
                onChange={(preset) =>
                  option({ notification_preset_name: preset === "show_all" ? undefined : (preset ?? undefined) })
                }
              />
            </SimpleGrid>
            <Stack gap={8} mt="sm">
              <CustomSchedule editing={editing} />
              {flag("require_full_window", "Judge only full windows")}
              {flag("include_tags", "Put the group into titles", true)}
              {flag("notify_audit", "Tell of edits")}
              {flag("locked", "Only administrators may change it")}
              {RECORDS.has(editing.kind) && flag("enable_logs_sample", "Show what matched", true)}
            </Stack>
          </Accordion.Panel>
        </Accordion.Item>
      </Accordion>
    </Stack>
  );
}
