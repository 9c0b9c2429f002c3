/** The message editor itself, on CodeMirror; loaded when the first one is shown. */

import {
  acceptCompletion,
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, insertNewlineAndIndent } from "@codemirror/commands";
import { type Diagnostic, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import {
  Decoration,
  EditorView,
  keymap,
  MatchDecorator,
  placeholder,
  tooltips,
  ViewPlugin,
  type ViewUpdate,
} from "@codemirror/view";
import { useEffect, useRef } from "react";
import { type MessageOffer, messageOffers } from "@/lib/complete-message";
import { useValue } from "./echo";
import { look, tooltipLook } from "./look";
import type { MessageProps } from "./MessageInput";
import { onceOffered, pressed } from "./offered";

type Latest = { readonly current: MessageProps };

export default function MessageField(props: MessageProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const told = useRef<string[]>([]);
  const latest = useRef(props);
  latest.current = props;

  // biome-ignore lint/correctness/useExhaustiveDependencies: one editor for the field's life; the rest is read from `latest`
  useEffect(() => {
    const made = new EditorView({ parent: place.current as HTMLElement, state: stateOf(latest, told) });
    view.current = made;
    const { insert } = props;
    if (insert) {
      insert.current = (text) => {
        made.dispatch(made.state.replaceSelection(text));
        made.focus();
      };
    }
    return () => {
      if (insert) insert.current = null;
      made.destroy();
    };
  }, []);

  useValue(view, told, props.value);

  const { doubts } = props;
  useEffect(() => {
    const at = view.current;
    if (!at || !doubts) return;
    const length = at.state.doc.length;
    const found = doubts
      .filter((one) => one.end <= length && one.start < one.end)
      .map((one): Diagnostic => ({ from: one.start, to: one.end, severity: "warning", message: one.message }));
    at.dispatch(setDiagnostics(at.state, found));
  }, [doubts]);

  return <div ref={place} style={{ flex: 1, minWidth: 0 }} />;
}

function stateOf(latest: Latest, told: { readonly current: string[] }): EditorState {
  return EditorState.create({
    doc: latest.current.value,
    extensions: [
      history(),
      keymap.of([
        { key: "Tab", run: onceOffered(acceptCompletion) },
        { key: "Enter", run: onceOffered((view) => acceptCompletion(view) || insertNewlineAndIndent(view)) },
        ...completionKeymap.filter((one) => one.key !== "Enter"),
        ...closeBracketsKeymap,
        ...historyKeymap,
        ...defaultKeymap,
      ]),
      pressed,
      closeBrackets(),
      EditorView.lineWrapping,
      placeholder(latest.current.placeholder ?? ""),
      tooltips({ position: "fixed", parent: document.body }),
      autocompletion({ override: [source(latest)], icons: false, maxRenderedOptions: 60, interactionDelay: 0 }),
      coloured,
      look,
      tooltipLook,
      EditorView.theme({
        ".cm-content": { minHeight: "88px" },
        ".cm-scroller": { maxHeight: "340px" },
        ".cm-placed": { color: "var(--code-function)" },
        ".cm-told": { color: "var(--code-keyword)", fontWeight: "600" },
      }),
      EditorView.contentAttributes.of({ "aria-label": latest.current.label, "aria-multiline": "true" }),
      EditorView.updateListener.of((update) => {
        const text = update.state.doc.toString();
        if (update.docChanged && text !== latest.current.value) {
          told.current.push(text);
          latest.current.onChange(text);
        }
      }),
    ],
  });
}

/** Variables and handles stand out. */
const marks = new MatchDecorator({
  regexp: /(\{\{[^}]*\}\})|(?<![^\s(>])@[\w.+#/@-]*\w/g,
  decoration: (found) => Decoration.mark({ class: found[1] ? "cm-placed" : "cm-told" }),
});
const coloured = ViewPlugin.define(
  (view) => ({
    shown: marks.createDeco(view),
    update(update: ViewUpdate) {
      this.shown = marks.updateDeco(update, this.shown);
    },
  }),
  { decorations: (plugin) => plugin.shown },
);

function source(latest: Latest) {
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    const { names = [], handles } = latest.current;
    const text = context.state.doc.toString();
    const offer = await messageOffers(text, context.pos, names, handles);
    if (!offer?.items.length || context.aborted) return null;
    return { from: offer.from, to: offer.to, filter: false, options: offer.items.map(completion) };
  };
}

function completion({ text, about, written }: MessageOffer["items"][number]): Completion {
  return {
    label: text,
    detail: about,
    apply: (view, _, from, to) => {
      const at = written.indexOf("|");
      const insert = written.replace("|", "");
      view.dispatch({
        changes: { from, to, insert },
        selection: { anchor: from + (at < 0 ? insert.length : at) },
        userEvent: "input.complete",
      });
    },
  };
}
