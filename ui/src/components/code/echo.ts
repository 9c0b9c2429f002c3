/** The text of an editor and the value outside of it, kept the same without undoing what is being typed. */

import type { EditorView } from "@codemirror/view";
import { type RefObject, useEffect } from "react";

/** Takes what others set; `told` holds the texts that the editor gave away and that have not come back yet. */
export function useValue(view: RefObject<EditorView | null>, told: { current: string[] }, value: string): void {
  useEffect(() => {
    // What comes back of what was typed is older than the text by now; only what others set is taken.
    const echo = told.current.lastIndexOf(value);
    told.current = echo < 0 ? [] : told.current.slice(echo + 1);
    const shown = view.current?.state.doc.toString();
    if (echo < 0 && view.current && shown !== value) {
      view.current.dispatch({ changes: { from: 0, to: shown?.length ?? 0, insert: value } });
    }
  }, [view, told, value]);
}
