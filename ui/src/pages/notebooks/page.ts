import { IconNotebook } from "@tabler/icons-react";
import type { Page } from "../page";

export const page: Page = {
  paths: ["/notebooks"],
  title: "Notebooks",
  nav: { order: 1.5, icon: IconNotebook },
  timeless: true,
  load: () => import("./Notebooks"),
};
