/** The public links of a dashboard: made, narrowed, copied, revoked. */

import {
  ActionIcon,
  Badge,
  Button,
  Checkbox,
  Divider,
  Group,
  Modal,
  MultiSelect,
  Select,
  Stack,
  Switch,
  TagsInput,
  Text,
  TextInput,
} from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Dashboard } from "@/api/dashboards";
import { createShare, invite, revokeShare, type Share, sharesKey, updateShare, useShares } from "@/api/sharing";
import { done, failed } from "@/components/notify";
import { Copy } from "@/components/states";
import { dateText, fieldMoment, fieldText } from "@/lib/time";

type Props = { dashboard: Dashboard; onClose: () => void };

const SPANS = ["15m", "1h", "4h", "1d", "2d", "1w", "1mo", "3mo"];
const ADDRESS = /^[\w.+-]+@[\w-]+(\.[\w-]+)*$/;

export default function ShareDialog({ dashboard, onClose }: Props) {
  const { data: shares } = useShares(dashboard.id);
  const [open, setOpen] = useState<string | null>(null);
  const cache = useQueryClient();
  const again = () => cache.invalidateQueries({ queryKey: sharesKey(dashboard.id) });
  const make = async () => {
    try {
      const made = await createShare({
        dashboard_id: dashboard.id,
        share_type: "open",
        global_time: { live_span: "1h" },
      });
      await again();
      setOpen(made.token);
    } catch (wrong) {
      failed(wrong);
    }
  };
  return (
    <Modal opened onClose={onClose} size="lg" title="Public links">
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          Whoever has a link sees this dashboard without logging in: to read, and nothing else of this server.
        </Text>
        {shares?.map((share) => (
          <Stack key={share.token} gap="xs">
            <Group gap="xs" wrap="nowrap">
              <TextInput
                readOnly
                style={{ flex: 1 }}
                aria-label="Public link"
                value={share.public_url}
                onFocus={(event) => event.currentTarget.select()}
              />
              <Copy text={share.public_url} label="Copy the link" />
              <Badge variant="light" color={share.status === "active" ? "green" : "gray"}>
                {share.status === "paused"
                  ? "paused"
                  : share.share_type === "invite"
                    ? "by invitation"
                    : share.share_type}
              </Badge>
              <Button
                variant="default"
                aria-expanded={open === share.token}
                onClick={() => setOpen(open === share.token ? null : share.token)}
              >
                Settings
              </Button>
              <ActionIcon
                variant="subtle"
                color="red"
                aria-label="Revoke the link"
                title="Revoke: the link shows nothing any more"
                onClick={() => void revokeShare(share.token).catch(failed).then(again)}
              >
                <IconTrash size={16} />
              </ActionIcon>
            </Group>
            {open === share.token && <Settings share={share} dashboard={dashboard} onSaved={again} />}
            <Divider />
          </Stack>
        ))}
        <Group>
          <Button variant={shares?.length ? "default" : "filled"} onClick={() => void make()}>
            Make a public link
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Settings({ share, dashboard, onSaved }: { share: Share; dashboard: Dashboard; onSaved: () => Promise<void> }) {
  const [form, setForm] = useState(share);
  const [busy, setBusy] = useState(false);
  const set = (part: Partial<Share>) => setForm({ ...form, ...part });
  const emails = form.invitees.map((one) => one.email);
  const wrong = emails.find((email) => !ADDRESS.test(email));
  const variables = dashboard.template_variables ?? [];
  const selectable = new Map(form.selectable_template_vars.map((one) => [one.name, one]));
  const chosen = (name: string, on: boolean) => {
    const declared = variables.find((one) => one.name === name);
    const standard = declared?.defaults?.[0] ?? declared?.default ?? "*";
    const opened = {
      name,
      default_value: standard,
      visible_tags: [],
      ...(declared?.prefix && { prefix: declared.prefix }),
    };
    const rest = form.selectable_template_vars.filter((one) => one.name !== name);
    set({ selectable_template_vars: on ? [...rest, opened] : rest });
  };
  const save = async () => {
    setBusy(true);
    try {
      await updateShare(share.token, form);
      const fresh = emails.filter((email) => !share.invitees.some((one) => one.email === email));
      if (form.share_type === "invite" && fresh.length) await invite(share.token, fresh);
      await onSaved();
      done(fresh.length && form.share_type === "invite" ? `Saved; ${fresh.join(", ")} are invited by mail` : "Saved");
    } catch (error) {
      failed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Stack gap="xs" pl="md">
      <Group align="flex-end" gap="sm">
        <Select
          label="For whom"
          w={170}
          allowDeselect={false}
          data={[
            { value: "open", label: "All with the link" },
            { value: "invite", label: "Those invited" },
            { value: "embed", label: "Other sites' frames" },
          ]}
          value={form.share_type}
          onChange={(type) => set({ share_type: (type ?? "open") as Share["share_type"] })}
        />
        <Select
          label="Time"
          w={120}
          allowDeselect={false}
          data={SPANS.map((span) => ({ value: span, label: `Past ${span}` }))}
          value={form.global_time.live_span}
          onChange={(span) => set({ global_time: { live_span: span ?? "1h" } })}
        />
        <Select
          label="Colours"
          w={110}
          allowDeselect={false}
          data={["system", "light", "dark"]}
          value={form.viewing_preferences.theme ?? "system"}
          onChange={(theme) => set({ viewing_preferences: { ...form.viewing_preferences, theme: theme as "dark" } })}
        />
        <TextInput
          label="Valid until"
          type="datetime-local"
          value={form.expiration ? fieldText(new Date(form.expiration)) : ""}
          onChange={(event) => set({ expiration: fieldMoment(event.currentTarget.value) })}
        />
      </Group>
      <Checkbox
        label="Viewers may choose another time"
        checked={form.global_time_selectable_enabled}
        onChange={(event) => set({ global_time_selectable_enabled: event.currentTarget.checked })}
      />
      {form.share_type === "invite" && (
        <TagsInput
          label="Invited"
          description="Each gets a link of their own by mail"
          placeholder="name@example.org"
          value={emails}
          onChange={(next) =>
            set({ invitees: next.map((email) => form.invitees.find((one) => one.email === email) ?? { email }) })
          }
          error={wrong && `${wrong} is no e-mail address`}
        />
      )}
      {form.share_type === "embed" && (
        <TagsInput
          label="Sites that may frame it"
          placeholder="https://example.org"
          value={form.embeddable_domains}
          onChange={(embeddable_domains) => set({ embeddable_domains })}
        />
      )}
      {variables.map(({ name }) => (
        <Group key={name} gap="sm" wrap="nowrap">
          <Switch
            label={`Viewers may choose $${name}`}
            checked={selectable.has(name)}
            onChange={(event) => chosen(name, event.currentTarget.checked)}
          />
          {selectable.has(name) && <Visible share={form} name={name} onChange={set} />}
        </Group>
      ))}
      <Group justify="space-between">
        <Switch
          label={form.status === "active" ? "Active" : "Paused"}
          checked={form.status === "active"}
          onChange={(event) => set({ status: event.currentTarget.checked ? "active" : "paused" })}
        />
        <Group gap="xs">
          {share.expiration && (
            <Text size="xs" c="dimmed">
              until {dateText(Date.parse(share.expiration))}
            </Text>
          )}
          <Button disabled={wrong !== undefined} loading={busy} onClick={() => void save()}>
            Save the link
          </Button>
        </Group>
      </Group>
    </Stack>
  );
}

/** Which values of a variable viewers are offered; none stands for all. */
function Visible({ share, name, onChange }: { share: Share; name: string; onChange: (part: Partial<Share>) => void }) {
  const visible = share.selectable_template_vars.find((one) => one.name === name)?.visible_tags ?? [];
  const [typed, setTyped] = useState("");
  return (
    <MultiSelect
      size="xs"
      style={{ flex: 1 }}
      aria-label={`Values of ${name}`}
      placeholder={visible.length ? "" : "all values; type to name some"}
      searchable
      searchValue={typed}
      onSearchChange={setTyped}
      data={[...new Set([...visible, ...(typed ? [typed] : [])])]}
      value={visible}
      onChange={(visible_tags) =>
        onChange({
          selectable_template_vars: share.selectable_template_vars.map((one) =>
            one.name === name ? { ...one, visible_tags } : one,
          ),
        })
      }
    />
  );
}
