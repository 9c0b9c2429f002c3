/** A dashboard: its widgets, its variables, and editing it. */

import { ActionIcon, Box, Button, Menu, Skeleton, TextInput, Title } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconDots, IconMaximize, IconPencil, IconPlus } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams as usePath } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import {
  createDashboard,
  type Dashboard as DashboardJson,
  dashboardKey,
  exported,
  saveDashboard,
  useDashboard,
  type WidgetJson,
} from "@/api/dashboards";
import { copied, done, failed } from "@/components/notify";
import { Page } from "@/components/Page";
import { useTime } from "@/components/range";
import { Empty, Failure } from "@/components/states";
import { useParams, useSetParams } from "@/components/url";
import { chosen } from "@/lib/templates";
import { widgetOf } from "@/widgets/catalogue";
import { Grid } from "@/widgets/frame/Grid";
import { Collapsing } from "@/widgets/group";
import { forgotten, visited } from "../visits";
import { added, type Place, pasted, replaced, widgetAt } from "./draft";
import { VariableBar } from "./VariableBar";

const EditGrid = lazy(() => import("./EditGrid"));
const VariableEditor = lazy(() => import("./VariableEditor"));
const WidgetEditor = lazy(() => import("./WidgetEditor"));

export default function Dashboard() {
  const { id = "" } = usePath({ strict: false }) as { id?: string };
  const { data, error } = useDashboard(id);
  const [draft, setDraft] = useState<DashboardJson | null>(null);
  const [open, setOpen] = useState<Place | "new" | null>(null);
  const [naming, setNaming] = useState(false);
  const [busy, setBusy] = useState(false);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const params = useParams();
  const change = useSetParams();
  const { range, zoom } = useTime();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const editing = params.edit === "1";
  const shown = (editing && draft) || data;

  useEffect(() => {
    if (data) visited(data.id);
    if (error) forgotten(id);
  }, [data, error, id]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only entering or leaving the mode, or a new version
  useEffect(() => {
    setDraft(editing && data ? data : null);
    // A refetch must not throw away what was edited; only entering and leaving the mode counts.
  }, [editing, data?.id, data?.version]);
  useEffect(() => {
    if (!draft || draft === data) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [draft, data]);
  useEffect(() => {
    if (!draft) return;
    const paste = (event: ClipboardEvent) => {
      const into = event.target;
      const typing = into instanceof HTMLElement && into.closest("input, textarea, [contenteditable]");
      const widget = typing ? null : pasted(event.clipboardData?.getData("text/plain") ?? "");
      if (!widget) return;
      const size = widgetOf(widget.definition.type)?.size ?? { width: 4, height: 2 };
      setDraft({ ...draft, widgets: added(draft.widgets, widget, size, null) });
    };
    window.addEventListener("paste", paste);
    return () => window.removeEventListener("paste", paste);
  }, [draft]);
  useHotkeys([
    ["F", () => change({ full: params.full === "1" ? undefined : "1" })],
    ["Escape", () => params.full === "1" && change({ full: undefined })],
  ]);

  const declared = shown?.template_variables;
  const variables = useMemo(() => chosen(declared ?? [], params), [declared, params]);
  const scene = useMemo(() => ({ range, variables, zoom }), [range, variables, zoom]);
  const collapsing = useMemo(
    () => ({
      collapsed: (definition: WidgetJson["definition"]) => closed.has(String(definition.title)),
      toggle: (definition: WidgetJson["definition"]) =>
        setClosed((before) => {
          const next = new Set(before);
          const key = String(definition.title);
          if (!next.delete(key)) next.add(key);
          return next;
        }),
    }),
    [closed],
  );

  if (error && !data)
    return (
      <Page title="Dashboard">
        <Failure error={error} />
      </Page>
    );
  if (!shown)
    return (
      <Page title="Dashboard">
        <Skeleton height={180} mb={8} />
        <Skeleton height={360} />
      </Page>
    );

  const save = async () => {
    if (!draft) return;
    setBusy(true);
    try {
      const saved = await saveDashboard(draft);
      cache.setQueryData(dashboardKey(id), saved);
      await cache.invalidateQueries({ queryKey: ["dashboards"] });
      done("The dashboard is saved");
      change({ edit: undefined });
    } catch (wrong) {
      failed(wrong);
    } finally {
      setBusy(false);
    }
  };
  const clone = async () => {
    try {
      const made = await createDashboard({ ...exported(shown), title: `${shown.title} (copy)` });
      await cache.invalidateQueries({ queryKey: ["dashboards"] });
      await navigate({ to: "/dashboard/$id", params: { id: made.id } });
    } catch (wrong) {
      failed(wrong);
    }
  };
  const download = () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(exported(shown), null, 2)], { type: "application/json" }));
    link.download = `${shown.title.replace(/[^\w-]+/g, "-")}.json`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  const setWidgets = (widgets: WidgetJson[]) => draft && setDraft({ ...draft, widgets });
  const accept = (widget: WidgetJson, group: number | null) => {
    const size = widgetOf(widget.definition.type)?.size ?? { width: 4, height: 2 };
    setWidgets(
      open === "new" || !open ? added(shown.widgets, widget, size, group) : replaced(shown.widgets, open, widget),
    );
    setOpen(null);
  };

  const heading = editing ? (
    <TextInput
      aria-label="Title"
      fw={600}
      w={320}
      value={draft?.title ?? ""}
      onChange={(event) => draft && setDraft({ ...draft, title: event.currentTarget.value })}
    />
  ) : (
    <Title order={1} size="h3" title={shown.description ?? undefined}>
      {shown.title}
    </Title>
  );
  const actions = editing ? (
    <>
      <Button variant="default" onClick={() => setNaming(true)}>
        Variables
      </Button>
      <Button variant="default" leftSection={<IconPlus size={14} />} onClick={() => setOpen("new")}>
        Add widget
      </Button>
      <Button variant="default" onClick={() => change({ edit: undefined })}>
        Cancel
      </Button>
      <Button loading={busy} onClick={() => void save()}>
        Save
      </Button>
    </>
  ) : (
    <>
      <Button variant="default" leftSection={<IconPencil size={14} />} onClick={() => change({ edit: "1" })}>
        Edit
      </Button>
      <ActionIcon
        variant="default"
        size={30}
        aria-label="Full screen (F)"
        onClick={() => change({ full: params.full === "1" ? undefined : "1" })}
      >
        <IconMaximize size={16} />
      </ActionIcon>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={30} aria-label="More">
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={download}>Export JSON</Menu.Item>
          <Menu.Item onClick={() => void copied(JSON.stringify(exported(shown), null, 2))}>Copy JSON</Menu.Item>
          <Menu.Item onClick={() => void clone()}>Duplicate</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
  const collapsed = new Set(
    shown.widgets.filter((one) => one.definition.type === "group" && collapsing.collapsed(one.definition)),
  );
  return (
    <Page title={shown.title} heading={heading} actions={actions}>
      <VariableBar declared={declared ?? []} variables={variables} />
      <Collapsing.Provider value={collapsing}>
        <Box aria-label="Widgets">
          {!shown.widgets.length && (
            <Empty title="No widgets yet">
              {editing ? "Add the first one above." : "Choose Edit, then Add widget."}
            </Empty>
          )}
          {editing && draft ? (
            <Suspense fallback={<Skeleton height={400} />}>
              <EditGrid
                widgets={draft.widgets}
                free={draft.layout_type === "free"}
                scene={scene}
                onChange={setWidgets}
                onOpen={setOpen}
              />
            </Suspense>
          ) : (
            <Grid widgets={shown.widgets} scene={scene} free={shown.layout_type === "free"} collapsed={collapsed} />
          )}
        </Box>
      </Collapsing.Provider>
      {naming && draft && (
        <Suspense>
          <VariableEditor
            variables={draft.template_variables ?? []}
            onCancel={() => setNaming(false)}
            onDone={(template_variables) => {
              setDraft({ ...draft, template_variables });
              setNaming(false);
            }}
          />
        </Suspense>
      )}
      {open !== null && (
        <Suspense>
          <WidgetEditor
            widget={open === "new" ? null : (widgetAt(shown.widgets, open) ?? null)}
            groups={shown.widgets.flatMap((one, at) =>
              one.definition.type === "group" ? [{ at, title: one.definition.title || `Group ${at + 1}` }] : [],
            )}
            scene={scene}
            onCancel={() => setOpen(null)}
            onDone={accept}
          />
        </Suspense>
      )}
    </Page>
  );
}
