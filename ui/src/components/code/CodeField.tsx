/** The query editor itself, on CodeMirror; loaded when the first one is shown. */

import {
  acceptCompletion,
  autocompletion,
  type Completion,
  type CompletionContext,
  closeBracketsKeymap,
  completionKeymap,
  completionStatus,
  moveCompletionSelection,
  pickedCompletion,
  selectedCompletion,
  startCompletion,
} from "@codemirror/autocomplete";
import { defaultKeymap, historyKeymap } from "@codemirror/commands";
import { bracketMatching } from "@codemirror/language";
import { type Diagnostic, linter } from "@codemirror/lint";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, hoverTooltip, keymap } from "@codemirror/view";
import type { Documented, Item, Offer } from "@/lib/complete";
import type { CodeProps } from "./CodeInput";
import { type Latest, useEditor } from "./editor";
import { LANGUAGES } from "./languages";
import { onceOffered, pressed } from "./offered";

const CHECK_AFTER_MS = 350;

export default function CodeField(props: CodeProps & { focused: boolean }) {
  const { place } = useEditor(props, extensions);
  return <div ref={place} style={{ flex: 1, minWidth: 0 }} />;
}

function extensions(latest: Latest<CodeProps>): Extension {
  const commit = (view: EditorView) => {
    latest.current.onCommit?.(view.state.doc.toString());
    return true;
  };
  const enter = (view: EditorView) => (selectedCompletion(view.state) ? acceptCompletion(view) : commit(view));
  const { language, "aria-label": label } = latest.current;
  return [
    keymap.of([
      // Enter asks, unless an item was chosen with the arrows; Tab takes the first one.
      { key: "Enter", run: (view) => (view.plugin(pressed)?.keys.length ? onceOffered(enter)(view) : enter(view)) },
      { key: "Tab", run: onceOffered(takeFirst) },
      { key: "ArrowDown", run: onceOffered(choose) },
      ...completionKeymap.filter((one) => one.key !== "Enter"),
      {
        key: "Escape",
        run: (view) => {
          latest.current.onEscape?.();
          view.contentDOM.blur();
          return true;
        },
      },
      ...closeBracketsKeymap,
      ...historyKeymap,
      ...defaultKeymap,
    ]),
    bracketMatching(),
    autocompletion({ override: [source(latest)], selectOnOpen: false, maxRenderedOptions: 100 }),
    linter((view) => diagnostics(latest.current, view), { delay: CHECK_AFTER_MS }),
    hoverTooltip((view, at) => explained(latest.current, view, at)),
    LANGUAGES[language === "metrics" || language === "formula" ? "metrics" : "search"],
    oneLine,
    EditorView.contentAttributes.of({ "aria-label": label ?? "", spellcheck: "false", autocapitalize: "off" }),
    EditorView.domEventHandlers({
      blur: ({ relatedTarget }, view) => {
        // Who scrolls in the list has not left.
        if (!(relatedTarget instanceof Element && relatedTarget.closest(".cm-tooltip"))) commit(view);
      },
    }),
  ];
}

/** Queries are one line, however they were pasted. */
const oneLine = EditorState.transactionFilter.of((transaction) => {
  const { newDoc } = transaction;
  if (newDoc.lines === 1) return transaction;
  const changes = Array.from({ length: newDoc.lines - 1 }, (_, at) => {
    const end = newDoc.line(at + 1).to;
    return { from: end, to: end + 1, insert: " " };
  });
  return [transaction, { changes, sequential: true }];
});

const choose = moveCompletionSelection(true);

function takeFirst(view: EditorView): boolean {
  if (completionStatus(view.state) !== "active") return false;
  if (!selectedCompletion(view.state)) choose(view);
  return acceptCompletion(view);
}

function source(latest: Latest<CodeProps>) {
  return async (context: CompletionContext) => {
    const text = context.state.doc.toString();
    const offer: Offer = await latest.current.complete(text, context.pos);
    if (!offer.items.length || context.aborted) return null;
    const typed = text.slice(offer.from, context.pos);
    const done = offer.items.some((one) => one.text === typed) && offer.items.length === 1;
    return done && !context.explicit ? null : { from: offer.from, filter: false, options: offer.items.map(completion) };
  };
}

function completion(item: Item): Completion {
  const about = item.about;
  return {
    label: item.text,
    detail: about ? about.signature.slice(about.name.length) : item.kind,
    ...(about && { info: () => aboutNode(about) }),
    apply: (view, picked, from, end) => {
      // A star that is selected gives way, as it does to typing.
      const { from: first, to: last } = view.state.selection.main;
      const to = first === end ? last : end;
      const written = item.written ?? item.text;
      const cursor = written.indexOf("|");
      const insert = written.replace("|", "");
      // What closes may be there already.
      const rest = view.state.sliceDoc(to, to + 1);
      const closing = cursor >= 0 && insert.slice(cursor) === rest && rest !== "";
      view.dispatch({
        changes: { from, to, insert: closing ? insert.slice(0, cursor) : insert },
        selection: selected(from + (cursor < 0 ? insert.length : cursor), insert[cursor - 1] === "*"),
        annotations: pickedCompletion.of(picked),
        userEvent: "input.complete",
      });
      if (cursor >= 0 || /[:(]$/.test(insert)) startCompletion(view);
    },
  };
}

/** The cursor, or the star before it, so that typing takes its place. */
function selected(at: number, star: boolean) {
  return star ? { anchor: at - 1, head: at } : { anchor: at };
}

async function diagnostics(props: CodeProps, view: EditorView): Promise<Diagnostic[]> {
  const length = view.state.doc.length;
  if (!length || !props.check) return [];
  const faults = await props.check(view.state.doc.toString());
  return faults.map(({ message, position: [from, to] }) => {
    const start = Math.min(from, Math.max(0, length - 1));
    return { from: start, to: Math.min(length, Math.max(to, start + 1)), severity: "error", message };
  });
}

async function explained(props: CodeProps, view: EditorView, at: number) {
  const text = view.state.doc.toString();
  let start = at;
  while (start > 0 && /\w/.test(text[start - 1] ?? "")) start -= 1;
  const word = /^\w+(?=\s*\()/.exec(text.slice(start))?.[0];
  const about = word && (await props.explain?.(word));
  if (!word || !about) return null;
  return { pos: start, end: start + word.length, above: true, create: () => ({ dom: aboutNode(about) }) };
}

function aboutNode(about: Documented): HTMLElement {
  const node = document.createElement("div");
  node.className = "cm-about";
  const line = (name: string, text: string) => {
    const child = document.createElement(name);
    child.textContent = text;
    node.append(child);
  };
  line("code", about.signature);
  line("div", about.doc);
  line("code", about.example);
  return node;
}
