import { IconSitemap } from "@tabler/icons-react";
import type { Page } from "../page";

export const page: Page = {
  paths: ["/service-map"],
  title: "Service map",
  nav: { order: 5.5, icon: IconSitemap },
  load: () => import("./ServiceMapPage"),
};
