import { IconMoonStars } from "@tabler/icons-react";
import type { Page } from "../page";

export const page: Page = {
  paths: ["/downtimes", "/downtimes/$id"],
  title: "Downtimes",
  nav: { order: 7.2, icon: IconMoonStars },
  timeless: true,
  load: () => import("./Downtimes"),
};
