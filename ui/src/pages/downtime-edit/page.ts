import type { Page } from "../page";

export const page: Page = {
  paths: ["/downtimes/new", "/downtimes/$id/edit"],
  title: "Downtime",
  timeless: true,
  load: () => import("./DowntimeEdit"),
};
