/** What a page is: a folder here whose `page.ts` exports `page`; its parts are loaded when it is first opened. */

import type { ComponentType } from "react";

export type Page = {
  /** Paths in the router's notation; the first is the one to link to. */
  paths: string[];
  title: string;
  /** Where it stands in the navigation, with the icon's drawing loaded eagerly. */
  nav?: { order: number; icon: ComponentType<{ size?: number | string; stroke?: number }> };
  /** Shows what is, whatever the time range: none is chosen there. */
  timeless?: boolean;
  /** Shown without navigation and without a session. */
  open?: boolean;
  load: () => Promise<{ default: ComponentType }>;
};
