import { IconCalendarEvent } from "@tabler/icons-react";
import type { Page } from "../page";

export const page: Page = {
  paths: ["/events"],
  title: "Events",
  nav: { order: 8, icon: IconCalendarEvent },
  load: () => import("./Events"),
};
