import type { Page } from "../page";

export const page: Page = {
  paths: ["/dashboard/$id", "/dashboard/$id/$"],
  title: "Dashboard",
  load: () => import("./Dashboard"),
};
