import { IconTopologyStar3 } from "@tabler/icons-react";
import type { Page } from "../page";

export const page: Page = {
  paths: ["/services"],
  title: "Services",
  nav: { order: 5, icon: IconTopologyStar3 },
  load: () => import("./Services"),
};
