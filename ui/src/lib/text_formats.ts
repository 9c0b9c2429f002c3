/** Rules that change how a table's texts read and look: `text_formats`. */

import { type Look, paletteLook } from "./conditional";

type Rule = {
  match?: { type?: string; value?: string };
  replace?: { type?: string; with?: string; substring?: string };
  palette?: string;
  custom_bg_color?: string;
  custom_fg_color?: string;
};

const MATCHES: Record<string, (text: string, value: string) => boolean> = {
  is: (text, value) => text === value,
  is_not: (text, value) => text !== value,
  contains: (text, value) => text.includes(value),
  does_not_contain: (text, value) => !text.includes(value),
  starts_with: (text, value) => text.startsWith(value),
  ends_with: (text, value) => text.endsWith(value),
};

/** What a text becomes under the first rule that it meets. */
export function textLook(text: string, rules: unknown): { text: string; look: Look } {
  const met = (Array.isArray(rules) ? (rules as Rule[]) : []).find(({ match }) =>
    MATCHES[match?.type ?? ""]?.(text, match?.value ?? ""),
  );
  if (!met) return { text, look: {} };
  const { replace, palette } = met;
  const replaced =
    replace?.type === "all"
      ? (replace.with ?? "")
      : replace?.type === "substring" && replace.substring
        ? text.replaceAll(replace.substring, replace.with ?? "")
        : text;
  const look = palette ? paletteLook(palette, { ground: met.custom_bg_color, text: met.custom_fg_color }) : {};
  return { text: replaced, look };
}
