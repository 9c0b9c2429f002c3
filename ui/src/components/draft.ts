/** Changes to the widgets of a dashboard that is being edited, those within groups too. */

import type { Definition, Layout, WidgetJson } from "@/api/dashboards";
import { bottom, freePlace } from "@/lib/grid";

/** A widget's place: its index, and its index within that one where it is a group. */
export type Place = { at: number; inner?: number };

/** The widgets of a group's definition; none for others. */
export function innerOf(definition: Definition | undefined): WidgetJson[] {
  return Array.isArray(definition?.widgets) ? (definition.widgets as WidgetJson[]) : [];
}

/** The widget at a place. */
export function widgetAt(widgets: readonly WidgetJson[], { at, inner }: Place): WidgetJson | undefined {
  const found = widgets[at];
  return inner === undefined ? found : innerOf(found?.definition)[inner];
}

/** Puts another widget at a place, or none. */
export function replaced(widgets: readonly WidgetJson[], place: Place, widget: WidgetJson | null): WidgetJson[] {
  const put = (list: readonly WidgetJson[], index: number) =>
    widget ? list.map((one, at) => (at === index ? widget : one)) : list.filter((_, at) => at !== index);
  const { at, inner } = place;
  if (inner === undefined) return put(widgets, at);
  return widgets.map((one, index) => (index === at ? withInner(one, put(innerOf(one.definition), inner)) : one));
}

/** Adds a widget below all others, or into the group at `group`, which grows where it must. */
export function added(
  widgets: readonly WidgetJson[],
  widget: WidgetJson,
  size: { width: number; height: number },
  group: number | null,
): WidgetJson[] {
  if (group === null) {
    const boxes = boxesOf(widgets);
    const box = widgets.length && !boxes.length ? undefined : freePlace(boxes, Math.min(size.width, 12), size.height);
    return [...widgets, box ? { ...widget, layout: box } : widget];
  }
  const target = widgets[group];
  const within = innerOf(target?.definition);
  const boxes = boxesOf(within);
  const columns = Math.max(target?.layout?.width ?? 12, ...boxes.map((box) => box.x + box.width));
  const layout = freePlace(boxes, Math.min(size.width, columns), size.height, columns);
  return arranged(widgets, group, [...within, { ...widget, layout }]);
}

/** Other widgets, or other places of them, in the group at an index, which grows where it must. */
export function arranged(widgets: readonly WidgetJson[], group: number, inner: WidgetJson[]): WidgetJson[] {
  const target = widgets[group];
  const before = target?.layout;
  const height = Math.max(before?.height ?? 0, target ? groupHeight(target.definition, bottom(boxesOf(inner))) : 0);
  const edge = before ? before.y + before.height : 0;
  return widgets.map((one, at) => {
    if (at === group) return { ...withInner(one, inner), ...(before && { layout: { ...before, height } }) };
    // What stands below makes room.
    const lower = before && one.layout && one.layout.y >= edge;
    return lower ? { ...one, layout: moved(one.layout as Layout, height - before.height) } : one;
  });
}

/** Puts a second one of the widget at a place beside it, where there is room. */
export function doubled(widgets: readonly WidgetJson[], place: Place): WidgetJson[] {
  const widget = widgetAt(widgets, place);
  if (!widget) return [...widgets];
  const { width = 4, height = 2 } = widget.layout ?? {};
  return named(added(widgets, copyOf(widget), { width, height }, place.inner === undefined ? null : place.at));
}

/** Moves a widget into the group at an index or, with null, out of its own: to the next free place, or where room was made. */
export function carried(
  widgets: readonly WidgetJson[],
  from: Place,
  group: number | null,
  room?: { boxes: Layout[]; put: Layout },
): WidgetJson[] {
  const found = widgetAt(widgets, from);
  if (!found) return [...widgets];
  const { layout, ...widget } = found;
  // Put before it is taken away, so that every index is still the one that was meant.
  const put = () => {
    if (!room) return added(widgets, widget, { width: layout?.width ?? 4, height: layout?.height ?? 2 }, group);
    const there = group === null ? widgets : innerOf(widgets[group]?.definition);
    const list = there.map((one, at) => ({ ...one, layout: { ...one.layout, ...(room.boxes[at] as Layout) } }));
    list.push({ ...widget, layout: { ...layout, ...room.put } });
    return group === null ? list : arranged(widgets, group, list);
  };
  return replaced(put(), from, null);
}

/** Units of height that a group takes: its widgets down to `lowest`, its title, its banner. */
export const groupHeight = (group: Definition, lowest: number): number => lowest + 1 + (group.banner_img ? 2 : 0);

const boxesOf = (widgets: readonly WidgetJson[]): Layout[] =>
  widgets.map((one) => one.layout).filter((one) => one !== undefined);

const moved = (layout: Layout, by: number): Layout => ({ ...layout, y: layout.y + by });

function withInner(group: WidgetJson, widgets: WidgetJson[]): WidgetJson {
  return { ...group, definition: { ...group.definition, widgets } };
}

/** Widgets with an id each, so that one can be told from another before the dashboard is saved. */
export function named(widgets: readonly WidgetJson[]): WidgetJson[] {
  return widgets.map((one) => {
    const inner = innerOf(one.definition);
    const own = { ...one, id: one.id ?? newId() };
    return inner.length ? withInner(own, named(inner)) : own;
  });
}

/** Below 2**53, as the server makes them. */
const newId = () => 10 ** 15 + Math.floor(Math.random() * 8 * 10 ** 15);

/** The same widget without its ids and its place, to be put somewhere else. */
export function copyOf({ definition }: WidgetJson): WidgetJson {
  const inner = innerOf(definition).map(({ layout, ...one }) => ({ ...copyOf(one), ...(layout && { layout }) }));
  return { definition: Array.isArray(definition.widgets) ? { ...definition, widgets: inner } : definition };
}

/** Widgets whose graphs show the events of a search as well. */
export function overlaid(widgets: readonly WidgetJson[], search: string): WidgetJson[] {
  return widgets.map((one) => {
    const { definition } = one;
    const inner = innerOf(definition);
    if (inner.length) return withInner(one, overlaid(inner, search));
    if (definition.type !== "timeseries") return one;
    const events = Array.isArray(definition.events) ? definition.events : [];
    return { ...one, definition: { ...definition, events: [...events, { q: search, tags_execution: "and" }] } };
  });
}

/** Where the widget of an id stands. */
export function placeOf(widgets: readonly WidgetJson[], id: number): Place | null {
  for (const [at, one] of widgets.entries()) {
    if (one.id === id) return { at };
    const inner = innerOf(one.definition).findIndex((inside) => inside.id === id);
    if (inner >= 0) return { at, inner };
  }
  return null;
}

/** A whole dashboard from copied JSON; null for any other text. */
export function pastedBoard(text: string): Record<string, unknown> | null {
  try {
    const found = JSON.parse(text) as Record<string, unknown> | null;
    return typeof found?.title === "string" && Array.isArray(found.widgets) && typeof found.layout_type === "string"
      ? found
      : null;
  } catch {
    return null;
  }
}

/** A widget from copied JSON: a widget, or a definition alone; null for any other text. */
export function pasted(text: string): WidgetJson | null {
  try {
    const found = JSON.parse(text) as WidgetJson & Definition;
    if (typeof found !== "object" || found === null) return null;
    if (typeof found.definition?.type === "string") return { definition: found.definition };
    return typeof found.type === "string" ? { definition: found } : null;
  } catch {
    return null;
  }
}
