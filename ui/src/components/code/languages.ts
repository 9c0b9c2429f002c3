/** How the two query languages are coloured. */

import { HighlightStyle, StreamLanguage, type StreamParser, syntaxHighlighting } from "@codemirror/language";
import { tags } from "@lezer/highlight";

type State = { braces: number };

const metrics: StreamParser<State> = {
  startState: () => ({ braces: 0 }),
  token(stream, state) {
    if (stream.eatSpace()) return null;
    if (stream.match(/'[^']*'?|"[^"]*"?/)) return "string";
    if (stream.eat("{")) state.braces += 1;
    else if (stream.eat("}")) state.braces = Math.max(0, state.braces - 1);
    else if (state.braces) {
      if (stream.match(/(AND|OR|NOT|IN)\b/i)) return "keyword";
      if (stream.match(/\$[\w.-]+/)) return "atom";
      if (stream.match(/[^\s,(){}:!$]+(?=:)/)) return "propertyName";
      if (stream.match(/[^\s,(){}!:]+/)) return "string";
      stream.next();
      return "operator";
    } else {
      if (stream.match(/(avg|sum|min|max|count|stddev|p\d+(\.\d+)?)(?=\s*:)/)) return "keyword";
      if (stream.match(/by\b/)) return "keyword";
      if (stream.match(/[A-Za-z_]\w*(?=\s*\()/)) return "typeName";
      if (stream.match(/\d+(\.\d+)?([eE][+-]?\d+)?/)) return "number";
      if (stream.match(/[A-Za-z_][\w./-]*/)) return "variableName";
      stream.next();
      return "operator";
    }
    return "bracket";
  },
};

const search: StreamParser<State> = {
  startState: () => ({ braces: 0 }),
  token(stream) {
    if (stream.eatSpace()) return null;
    if (stream.match(/"(?:\\.|[^"\\])*"?/)) return "string";
    if (stream.match(/(AND|OR|NOT|TO)\b/)) return "keyword";
    if (stream.match(/\$[\w.-]+/)) return "atom";
    if (stream.match(/-?@?[\w.\-\\]+(?=:)|-?\*(?=:)/)) return "propertyName";
    if (stream.match(/[()[\]{}]/)) return "bracket";
    if (stream.match(/[:<>=!-]/)) return "operator";
    if (stream.match(/\d+(\.\d+)?(?![\w.])/)) return "number";
    stream.match(/[^\s()[\]{}:"]+/) || stream.next();
    return null;
  },
};

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--code-keyword)" },
  { tag: tags.typeName, color: "var(--code-function)" },
  { tag: tags.propertyName, color: "var(--code-key)" },
  { tag: tags.string, color: "var(--code-value)" },
  { tag: tags.atom, color: "var(--code-variable)", fontWeight: "600" },
  { tag: [tags.operator, tags.bracket], color: "var(--mantine-color-dimmed)" },
]);

export const LANGUAGES = {
  metrics: [StreamLanguage.define(metrics), syntaxHighlighting(colours)],
  search: [StreamLanguage.define(search), syntaxHighlighting(colours)],
};
