import { IconServer } from "@tabler/icons-react";
import type { Page } from "../page";

export const page: Page = {
  paths: ["/hosts"],
  title: "Hosts",
  nav: { order: 6, icon: IconServer },
  load: () => import("./Hosts"),
};
