import { IconBell } from "@tabler/icons-react";
import type { Page } from "../page";

export const page: Page = {
  paths: ["/monitors"],
  title: "Monitors",
  nav: { order: 7, icon: IconBell },
  timeless: true,
  load: () => import("./Monitors"),
};
