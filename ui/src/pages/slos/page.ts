import { IconTargetArrow } from "@tabler/icons-react";
import type { Page } from "../page";

export const page: Page = {
  paths: ["/slos"],
  title: "SLOs",
  nav: { order: 7.5, icon: IconTargetArrow },
  timeless: true,
  load: () => import("./Slos"),
};
