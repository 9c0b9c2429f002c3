/** Keys that are pressed while offers are on their way: they are done when these have come. */

import { completionStatus } from "@codemirror/autocomplete";
import { type Command, ViewPlugin, type ViewUpdate } from "@codemirror/view";

/** What was pressed meanwhile; it is forgotten where more is typed. */
export const pressed = ViewPlugin.fromClass(
  class {
    keys: Command[] = [];
    update({ view, transactions }: ViewUpdate) {
      if (transactions.some((one) => one.isUserEvent("input.type"))) this.keys = [];
      // No change is allowed within an update.
      if (this.keys.length && completionStatus(view.state) !== "pending") setTimeout(() => this.catchUp(view));
    }
    catchUp(view: Parameters<Command>[0]) {
      while (this.keys.length && completionStatus(view.state) !== "pending") this.keys.shift()?.(view);
    }
  },
);

export function onceOffered(key: Command): Command {
  return (view) => {
    const waiting = view.plugin(pressed)?.keys ?? [];
    if (completionStatus(view.state) !== "pending" && !waiting.length) return key(view);
    waiting.push(key);
    return true;
  };
}
