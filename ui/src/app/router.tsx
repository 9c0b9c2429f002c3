/** Routes from the pages; query parameters stay plain texts. */

import { Center, Loader } from "@mantine/core";
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from "@tanstack/react-router";
import { TimeRange } from "@/components/range";
import { Failure } from "@/components/states";
import type { Params } from "@/components/url";
import { NotFound } from "./NotFound";
import { pages } from "./pages";
import { Shell } from "./Shell";

const root = createRootRoute({ component: Outlet, validateSearch: (search): Params => search as Params });

const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  component: () => (
    <TimeRange>
      <Shell>
        <Outlet />
      </Shell>
    </TimeRange>
  ),
});

const routes = (open: boolean) =>
  pages
    .filter((page) => Boolean(page.open) === open)
    .flatMap((page) =>
      page.paths.map((path) =>
        createRoute({
          getParentRoute: () => (open ? root : inside) as typeof root,
          path,
          component: lazyRouteComponent(page.load),
        }),
      ),
    );

function parsed(text: string): Params {
  return Object.fromEntries(new URLSearchParams(text));
}

function written(search: Record<string, unknown>): string {
  const pairs = Object.entries(search).filter(([, value]) => value !== undefined && value !== "");
  const text = new URLSearchParams(pairs.map(([key, value]) => [key, String(value)])).toString();
  return text && `?${text}`;
}

export const router = createRouter({
  routeTree: root.addChildren([...routes(true), inside.addChildren(routes(false))]),
  parseSearch: parsed,
  stringifySearch: written,
  defaultPreload: "intent",
  defaultPendingMs: 150,
  defaultPendingComponent: () => (
    <Center h="60vh">
      <Loader aria-label="Loading" />
    </Center>
  ),
  defaultErrorComponent: ({ error }) => <Failure error={error} />,
  defaultNotFoundComponent: NotFound,
});
