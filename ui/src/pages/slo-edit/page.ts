import type { Page } from "../page";

export const page: Page = {
  paths: ["/slos/new", "/slos/$id/edit"],
  title: "Edit SLO",
  timeless: true,
  load: () => import("./SloEdit"),
};
