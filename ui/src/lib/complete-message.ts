/** What to offer while a notification's message is written: whom to tell after `@`, what to fill in after `{{`. */

export type Handle = { handle: string; title: string };
export type MessageOffer = {
  from: number;
  to: number;
  /** What is shown, what it is, and what is written; `|` is where the cursor goes. */
  items: Array<{ text: string; about: string; written: string }>;
};

const BLOCKS: ReadonlyArray<readonly [string, string]> = [
  ["is_alert", "where it alerts"],
  ["is_warning", "where it warns"],
  ["is_no_data", "where data stays away"],
  ["is_unknown", "where a check does not know"],
  ["is_recovery", "where it recovers"],
  ["is_alert_recovery", "where an alert is over"],
  ["is_warning_recovery", "where a warning is over"],
  ["is_no_data_recovery", "where data are back"],
  ["is_alert_to_warning", "where an alert becomes a warning"],
  ["is_renotify", "where it is told again"],
];

/** Offers for the cursor; null where there is nothing to complete. */
export async function messageOffers(
  text: string,
  cursor: number,
  names: readonly string[],
  handles: (words: string) => Promise<readonly Handle[]>,
): Promise<MessageOffer | null> {
  const before = text.slice(0, cursor);
  const told = /(?:^|[\s(>])@([\w.+#/@-]*)$/.exec(before);
  if (told) {
    const typed = told[1] ?? "";
    const found = await handles(typed);
    const items = found.map(({ handle, title }) => ({ text: `@${handle}`, about: title, written: `@${handle} ` }));
    return { from: cursor - typed.length - 1, to: cursor, items };
  }
  const open = /\{\{\s*([#^/]?)([\w.@[\] -]*)$/.exec(before);
  if (!open || !names.length) return null;
  const [whole, sign = "", typed = ""] = open;
  // What closes may have been put there with what opens.
  const to = cursor + (/^\}*/.exec(text.slice(cursor, cursor + 2))?.[0].length ?? 0);
  const blocks = BLOCKS.map(([name, about]) => {
    const written = sign === "/" ? `{{/${name}}}` : `{{${sign || "#"}${name}}}|{{/${name}}}`;
    return { text: `${sign || "#"}${name}`, about: sign === "^" ? `not ${about}` : about, written };
  });
  const variables = sign ? [] : names.map((name) => ({ text: name, about: "", written: `{{${name}}}` }));
  const wanted = typed.trim().toLowerCase();
  const items = [...variables, ...blocks].filter((one) => one.text.toLowerCase().includes(wanted));
  return { from: cursor - whole.length, to, items };
}

/** A place in a text counted in characters, as the server does, told in the units that JavaScript counts in. */
export function unitsBefore(text: string, characters: number): number {
  let units = 0;
  let seen = 0;
  for (const one of text) {
    if (seen >= characters) break;
    units += one.length;
    seen += 1;
  }
  return units;
}
