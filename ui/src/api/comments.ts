/** Comments on graphs: kept as events, with the graph's picture mailed to whom they mention. */

import { call } from "./client";
import type { Definition } from "./dashboards";

/** A picture of a widget over a time in epoch seconds; its address. */
export function snapshot(definition: Definition, start: number, end: number, width: number, height: number) {
  const title = String(definition.title ?? "");
  return call<{ snapshot_url: string }>("POST", "/api/v1/graph/snapshot", {
    graph_def: definition,
    start: Math.floor(start),
    end: Math.ceil(end),
    title,
    width,
    height,
  }).then((made) => made.snapshot_url);
}

type Mention = { handle: string; channel: string; problem: string };

/** Keeps a comment and tells whom it mentions; `link` is the page that it is about. */
export const postComment = (message: string, title: string, link: string) =>
  call<{ mentions: Mention[] }>("POST", "/api/v1/comments", { message, title, link });
