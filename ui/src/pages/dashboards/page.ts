import { IconLayoutDashboard } from "@tabler/icons-react";
import type { Page } from "../page";

export const page: Page = {
  paths: ["/dashboards"],
  title: "Dashboards",
  nav: { order: 1, icon: IconLayoutDashboard },
  timeless: true,
  load: () => import("./Dashboards"),
};
