import { IconSettings } from "@tabler/icons-react";
import type { Page } from "../page";

export const page: Page = {
  paths: ["/settings"],
  title: "Settings",
  nav: { order: 9, icon: IconSettings },
  timeless: true,
  load: () => import("./Settings"),
};
