/** How the editor looks: as the other inputs do, in both colour schemes. */

import { EditorView } from "@codemirror/view";

export const look = EditorView.theme({
  "&": { fontSize: "13px", width: "100%", backgroundColor: "transparent" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mantine-font-family-monospace)", lineHeight: "20px", maxHeight: "140px" },
  ".cm-content": { padding: "6px 0", caretColor: "var(--mantine-color-text)" },
  ".cm-line": { padding: "0 10px" },
  ".cm-placeholder": { color: "var(--mantine-color-placeholder)" },
  ".cm-cursor": { borderLeftColor: "var(--mantine-color-text)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--mantine-color-default-hover)" },
  ".cm-selectionBackground, &.cm-focused .cm-selectionBackground": {
    backgroundColor: "var(--mantine-color-blue-light) !important",
  },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--mantine-color-red-6)",
    textUnderlineOffset: "3px",
  },
});

export const tooltipLook = EditorView.theme({
  ".cm-tooltip": {
    zIndex: "500",
    border: "1px solid var(--edge)",
    borderRadius: "4px",
    backgroundColor: "var(--surface)",
    color: "var(--mantine-color-text)",
    boxShadow: "0 2px 10px rgb(0 0 0 / 25%)",
    fontSize: "12px",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    fontFamily: "var(--mantine-font-family-monospace)",
    maxHeight: "260px",
    maxWidth: "min(560px, 92vw)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "2px 8px", lineHeight: "18px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--mantine-color-blue-light)",
    color: "var(--mantine-color-text)",
  },
  ".cm-completionDetail": { color: "var(--mantine-color-dimmed)", fontStyle: "normal", marginLeft: "10px" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-completionInfo, .cm-about": { padding: "6px 10px", maxWidth: "min(380px, 90vw)", whiteSpace: "normal" },
  ".cm-about code": { display: "block", whiteSpace: "pre-wrap", color: "var(--code-function)", marginBottom: "4px" },
  ".cm-about code:last-child": { color: "var(--mantine-color-dimmed)", margin: "4px 0 0" },
  ".cm-diagnostic": { padding: "4px 10px", borderLeft: "3px solid var(--mantine-color-red-6)" },
});
