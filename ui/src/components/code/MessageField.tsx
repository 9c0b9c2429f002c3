/** The message editor itself, on CodeMirror; loaded when the first one is shown. */

import {
  acceptCompletion,
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  closeBracketsKeymap,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, historyKeymap, insertNewlineAndIndent } from "@codemirror/commands";
import { type Diagnostic, setDiagnostics } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import { Decoration, EditorView, keymap, MatchDecorator, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import { useEffect } from "react";
import { type MessageOffer, messageOffers } from "@/lib/complete-message";
import { type Latest, useEditor } from "./editor";
import type { MessageProps } from "./MessageInput";
import { onceOffered } from "./offered";

export default function MessageField(props: MessageProps) {
  const { place, view } = useEditor(props, extensions);
  const { insert, doubts } = props;

  useEffect(() => {
    if (!insert) return;
    insert.current = (text) => {
      view.current?.dispatch(view.current.state.replaceSelection(text));
      view.current?.focus();
    };
    return () => {
      insert.current = null;
    };
  }, [insert, view]);

  useEffect(() => {
    const at = view.current;
    if (!at || !doubts) return;
    const length = at.state.doc.length;
    const found = doubts
      .filter((one) => one.end <= length && one.start < one.end)
      .map((one): Diagnostic => ({ from: one.start, to: one.end, severity: "warning", message: one.message }));
    at.dispatch(setDiagnostics(at.state, found));
  }, [doubts, view]);

  return <div ref={place} style={{ flex: 1, minWidth: 0 }} />;
}

const extensions = (latest: Latest<MessageProps>): Extension => [
  keymap.of([
    { key: "Tab", run: onceOffered(acceptCompletion) },
    { key: "Enter", run: onceOffered((view) => acceptCompletion(view) || insertNewlineAndIndent(view)) },
    ...completionKeymap.filter((one) => one.key !== "Enter"),
    ...closeBracketsKeymap,
    ...historyKeymap,
    ...defaultKeymap,
  ]),
  autocompletion({ override: [source(latest)], maxRenderedOptions: 60 }),
  coloured,
  EditorView.theme({
    ".cm-content": { minHeight: "88px" },
    ".cm-scroller": { maxHeight: "340px" },
    ".cm-placed": { color: "var(--code-function)" },
    ".cm-told": { color: "var(--code-keyword)", fontWeight: "600" },
  }),
  EditorView.contentAttributes.of({
    "aria-label": latest.current.label,
    "aria-multiline": "true",
    ...(latest.current.focused && { "data-autofocus": "true" }),
  }),
];

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

function source(latest: Latest<MessageProps>) {
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
