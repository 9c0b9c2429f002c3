import { IconList } from "@tabler/icons-react";
import type { Page } from "../page";

export const page: Page = {
  paths: ["/logs"],
  title: "Logs",
  nav: { order: 3, icon: IconList },
  load: () => import("./Logs"),
};
