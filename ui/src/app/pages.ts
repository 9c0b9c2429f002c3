/** Every page of the app, found by its folder. */

import type { Page } from "@/pages/page";

const modules = import.meta.glob<{ page: Page }>("../pages/*/page.ts", { eager: true });

export const pages: Page[] = Object.values(modules).map((module) => module.page);

/** The pages of the navigation, in its order. */
export const navigation = pages
  .flatMap((page) => (page.nav ? [{ path: page.paths[0] ?? "/", title: page.title, ...page.nav }] : []))
  .sort((a, b) => a.order - b.order);

/** Paths whose pages know no time range. */
export const timeless: ReadonlySet<string> = new Set(pages.flatMap((page) => (page.timeless ? page.paths : [])));

/** The pages that one can go to by their name: those that need no id. */
export const places = pages
  .filter((page) => !page.open && !page.paths[0]?.includes("$"))
  .map((page) => ({ path: page.paths[0] ?? "/", title: page.title }));
