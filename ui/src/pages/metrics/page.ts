import { IconChartLine } from "@tabler/icons-react";
import type { Page } from "../page";

export const page: Page = {
  paths: ["/metrics"],
  title: "Metrics",
  nav: { order: 2, icon: IconChartLine },
  load: () => import("./Metrics"),
};
