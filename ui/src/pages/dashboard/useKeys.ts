/** Keys and the clipboard on a dashboard: copy, paste, undo, save, full screen. */

import { useHotkeys } from "@mantine/hooks";
import { type RefObject, useEffect, useRef } from "react";
import type { Dashboard } from "@/api/dashboards";
import { added, copyOf, named, pasted, pastedBoard, placeOf, widgetAt } from "@/components/draft";
import { done } from "@/components/notify";
import { useParams, useSetParams } from "@/components/url";
import { widgetOf } from "@/widgets/catalogue";
import type { Board } from "./useBoard";

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest("input, textarea, [contenteditable], [role=dialog]") !== null;

/** `box` holds the widgets; the one under the pointer is what is copied. */
export function useKeys(board: Board, box: RefObject<HTMLDivElement | null>): void {
  const params = useParams();
  const change = useSetParams();
  const latest = useRef(board);
  latest.current = board;

  useEffect(() => {
    const copy = (event: ClipboardEvent) => {
      const { shown } = latest.current;
      if (!shown || typing(event.target) || String(getSelection()) !== "") return;
      const hovered = [...(box.current?.querySelectorAll<HTMLElement>("[data-widget-id]:hover") ?? [])].at(-1);
      const place = placeOf(shown.widgets, Number(hovered?.dataset.widgetId));
      const widget = place && widgetAt(shown.widgets, place);
      if (!widget) return;
      event.preventDefault();
      event.clipboardData?.setData("text/plain", JSON.stringify(copyOf(widget), null, 2));
      done("The widget is copied; Ctrl-V puts it onto a dashboard");
    };
    const paste = (event: ClipboardEvent) => {
      const { shown, set } = latest.current;
      if (!shown || typing(event.target)) return;
      const text = event.clipboardData?.getData("text/plain") ?? "";
      const whole = pastedBoard(text);
      if (whole) {
        const { id, version, url } = shown;
        set({ ...(whole as Dashboard), id, url, ...(version !== undefined && { version }) });
        done("The pasted dashboard takes this one's place; undo (Ctrl-Z) brings it back, Save keeps it");
        return;
      }
      const widget = pasted(text);
      if (!widget) return;
      const size = widgetOf(widget.definition.type)?.size ?? { width: 4, height: 2 };
      set({ ...shown, widgets: named(added(shown.widgets, widget, size, null)) });
    };
    document.addEventListener("copy", copy);
    document.addEventListener("paste", paste);
    return () => {
      document.removeEventListener("copy", copy);
      document.removeEventListener("paste", paste);
    };
  }, [box]);
  useHotkeys([
    ["F", () => change({ full: params.full === "1" ? undefined : "1" })],
    ["Escape", () => params.full === "1" && change({ full: undefined })],
    ["E", () => !board.editing && change({ edit: "1" })],
    ["mod+Z", () => board.undo?.()],
    ["mod+shift+Z", () => board.redo?.()],
    ["mod+S", () => board.dirty && void board.save()],
  ]);
}
