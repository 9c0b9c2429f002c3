import type { Page } from "../page";

export const page: Page = {
  paths: ["/monitors/new", "/monitors/$id/edit"],
  title: "Edit monitor",
  load: () => import("./MonitorEdit"),
};
