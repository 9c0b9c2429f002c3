/** What the editors of queries and of messages have in common, and how their text and the value outside are kept the same. */

import { autocompletion, closeBrackets, completionStatus } from "@codemirror/autocomplete";
import { history } from "@codemirror/commands";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, placeholder, tooltips } from "@codemirror/view";
import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import { look, tooltipLook } from "./look";
import { pressed } from "./offered";

type Shared = {
  value: string;
  onChange: (value: string) => void;
  placeholder?: string | undefined;
  /** Whether it has the focus from the beginning. */
  focused?: boolean | undefined;
};
export type Latest<P> = { readonly current: P };

/** One editor for the life of a field: where it goes and, once it is there, itself. What it needs later it reads from `latest`. */
export function useEditor<P extends Shared>(props: P, own: (latest: Latest<P>) => Extension) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  /** The texts that the editor gave away and that have not come back yet. */
  const told = useRef<string[]>([]);
  const latest = useRef(props);
  latest.current = props;

  // biome-ignore lint/correctness/useExhaustiveDependencies: what changes is read from `latest`
  useLayoutEffect(() => {
    const { value, focused } = latest.current;
    const made = new EditorView({
      parent: place.current as HTMLElement,
      state: EditorState.create({ doc: value, extensions: [own(latest), ...common(latest, told)] }),
    });
    view.current = made;
    if (focused) {
      made.dispatch({ selection: { anchor: value.length } });
      made.focus();
    }
    return () => made.destroy();
  }, []);

  useValue(view, told, props.value);
  return { place, view };
}

const common = (latest: Latest<Shared>, told: Latest<string[]>): Extension[] => [
  history(),
  pressed,
  closeBrackets(),
  EditorView.lineWrapping,
  placeholder(latest.current.placeholder ?? ""),
  tooltips({ position: "fixed", parent: document.body }),
  autocompletion({ icons: false, interactionDelay: 0 }), // what comes late is taken only where it was waited for: `onceOffered`
  // Escape closes the offers alone, not the dialog around them as well.
  EditorView.contentAttributes.of(({ state }) =>
    completionStatus(state) ? { "data-mantine-stop-propagation": "true" } : null,
  ),
  look,
  tooltipLook,
  EditorView.updateListener.of((update) => {
    if (!update.docChanged) return;
    const text = update.state.doc.toString();
    if (text !== latest.current.value) {
      told.current.push(text);
      latest.current.onChange(text);
    }
  }),
];

/** Takes what others set. */
function useValue(view: RefObject<EditorView | null>, told: RefObject<string[]>, value: string): void {
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
