/** Every widget of this folder by its type. */

import type { Widget } from "./widget";

const modules = import.meta.glob<{ widget?: Widget }>(["./*.tsx", "!./*.test.tsx"], { eager: true });

const found = new Map<string, Widget>();
for (const [file, { widget }] of Object.entries(modules)) {
  if (!widget) continue;
  if (found.has(widget.type)) throw new Error(`${file}: another widget is called ${widget.type}`);
  found.set(widget.type, widget);
}

/** The widget that draws a type, if this version has one. */
export const widgetOf = (type: string): Widget | undefined => found.get(type);

/** All widgets in the order of their names. */
export const allWidgets = (): Widget[] => [...found.values()].sort((a, b) => a.name.localeCompare(b.name));
