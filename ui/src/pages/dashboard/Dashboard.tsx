/** A dashboard: its widgets, its variables, and editing it. */

import { Box, Group, Skeleton } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useParams as usePath } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { type Definition, dashboardKey, type Preset, saveDashboard, type WidgetJson } from "@/api/dashboards";
import { doubled, innerOf, overlaid, placeOf, replaced, widgetAt } from "@/components/draft";
import { failed } from "@/components/notify";
import { Page } from "@/components/Page";
import { TemplateVariables } from "@/components/QueryInput";
import { useTime } from "@/components/range";
import { SearchBox } from "@/components/SearchBox";
import { Empty, Failure } from "@/components/states";
import { useParams, useSetParams } from "@/components/url";
import { chosen, fillSearch } from "@/lib/templates";
import { Grid } from "@/widgets/frame/Grid";
import { Collapsing, InnerTools } from "@/widgets/group";
import { forgotten, visited } from "../visits";
import { type Dialog, EditActions, Heading, ViewActions } from "./Actions";
import { Dialogs, type Open } from "./Dialogs";
import { Presets } from "./Presets";
import { useBoard } from "./useBoard";
import { useKeys } from "./useKeys";
import { VariableBar } from "./VariableBar";
import { type Action, type Opened, WidgetButton, WidgetMenu } from "./WidgetMenu";

const EditGrid = lazy(() => import("./EditGrid"));

export default function Dashboard() {
  const { id = "" } = usePath({ strict: false }) as { id?: string };
  const board = useBoard(id);
  const { shown, saved, error, editing } = board;
  const [open, setOpen] = useState<Open>(null);
  const [menu, setMenu] = useState<Opened | null>(null);
  const params = useParams();
  const change = useSetParams();
  const cache = useQueryClient();
  const { range, zoom } = useTime();
  const collapsing = useCollapsing();
  const box = useRef<HTMLDivElement>(null);
  useKeys(board, box);

  useEffect(() => {
    if (saved) visited(saved.id);
    if (error) forgotten(id);
  }, [saved, error, id]);

  const declared = shown?.template_variables;
  const variables = useMemo(() => chosen(declared ?? [], params), [declared, params]);
  const scene = useMemo(() => ({ range, variables, zoom }), [range, variables, zoom]);
  const overlay = params.overlay && fillSearch(params.overlay, variables);
  const widgets = useMemo(
    () => (shown && overlay ? overlaid(shown.widgets, overlay) : (shown?.widgets ?? [])),
    [shown, overlay],
  );
  // Made once: with other tools at each drawing, every widget would be drawn anew.
  const tools = useMemo(
    () => ({
      of: (widget: WidgetJson) => <WidgetButton widget={widget} onOpen={setMenu} />,
      inner: (group: Definition, at: number) => {
        const widget = innerOf(group)[at];
        return widget && <WidgetButton widget={widget} onOpen={setMenu} />;
      },
    }),
    [],
  );

  if (error && !saved)
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

  /** The widget as it is in the dashboard, without what is laid over it. */
  const original = (widget: WidgetJson) => {
    const place = widget.id === undefined ? null : placeOf(shown.widgets, widget.id);
    return (place && widgetAt(shown.widgets, place)) ?? widget;
  };
  const fullPlace = params.fullscreen_widget ? placeOf(shown.widgets, Number(params.fullscreen_widget)) : null;
  const act = (action: Action, widget: WidgetJson) => {
    setMenu(null);
    const place = widget.id === undefined ? null : placeOf(shown.widgets, widget.id);
    if (action === "full") change({ fullscreen_widget: String(widget.id) }, { push: true });
    else if (action === "comment" || action === "add" || action === "powerpack")
      setOpen({ about: widget, what: action });
    else if (!place) return;
    else if (action === "edit") {
      if (!editing) change({ edit: "1" });
      setOpen({ place });
    } else if (action === "duplicate") board.set({ ...shown, widgets: doubled(shown.widgets, place) });
    else board.set({ ...shown, widgets: replaced(shown.widgets, place, null) });
  };
  // Views are kept at once, as they change nothing of what is seen.
  const keep = async (template_variable_presets: Preset[]) => {
    if (!saved) return false;
    try {
      cache.setQueryData(dashboardKey(id), await saveDashboard({ ...saved, template_variable_presets }));
      return true;
    } catch (wrong) {
      failed(wrong);
      return false;
    }
  };
  const free = shown.layout_type === "free";
  const closed = widgets.filter((one) => one.definition.type === "group" && collapsing.collapsed(one.definition));
  const actions = { board, shown, onOpen: (dialog: Dialog) => setOpen({ dialog }) };
  return (
    <Page
      title={shown.title}
      heading={<Heading board={board} shown={shown} />}
      actions={editing ? <EditActions {...actions} /> : <ViewActions {...actions} />}
    >
      <VariableBar declared={declared ?? []} variables={variables}>
        <Presets
          presets={shown.template_variable_presets ?? []}
          variables={variables}
          onChange={editing ? undefined : keep}
        />
      </VariableBar>
      {params.overlay && (
        <Group mb="xs">
          <SearchBox
            label="Events over the graphs"
            placeholder="Search of events, such as source:ci $env"
            value={params.overlay}
            onCommit={(text) => change({ overlay: text || undefined })}
          />
        </Group>
      )}
      <Collapsing.Provider value={collapsing}>
        <Box aria-label="Widgets" ref={box}>
          {!shown.widgets.length && (
            <Empty title="No widgets yet">
              {editing ? "Add the first one above, or paste one that you copied." : "Choose Edit, then Add widget."}
            </Empty>
          )}
          {editing ? (
            <Suspense fallback={<Skeleton height={400} />}>
              <EditGrid
                widgets={shown.widgets}
                free={free}
                scene={scene}
                onChange={(widgets) => board.set({ ...shown, widgets })}
                onOpen={(place) => setOpen({ place })}
              />
            </Suspense>
          ) : (
            <InnerTools.Provider value={tools.inner}>
              <Grid widgets={widgets} scene={scene} free={free} collapsed={new Set(closed)} tools={tools.of} />
            </InnerTools.Provider>
          )}
        </Box>
      </Collapsing.Provider>
      <WidgetMenu
        opened={menu && { ...menu, widget: original(menu.widget) }}
        scene={scene}
        onClose={() => setMenu(null)}
        onAction={act}
      />
      <TemplateVariables.Provider value={scene.variables.map((one) => one.name)}>
        <Dialogs
          open={open}
          board={board}
          shown={shown}
          scene={scene}
          full={fullPlace ? widgetAt(widgets, fullPlace) : undefined}
          onFull={(widget) => change({ fullscreen_widget: widget ? String(widget.id) : undefined })}
          onClose={() => setOpen(null)}
        />
      </TemplateVariables.Provider>
    </Page>
  );
}

/** Which groups are collapsed, by their titles. */
function useCollapsing() {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  return useMemo(
    () => ({
      collapsed: (definition: Definition) => closed.has(String(definition.title)),
      toggle: (definition: Definition) =>
        setClosed((before) => {
          const next = new Set(before);
          const key = String(definition.title);
          if (!next.delete(key)) next.add(key);
          return next;
        }),
    }),
    [closed],
  );
}
