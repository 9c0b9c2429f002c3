import { IconBinaryTree } from "@tabler/icons-react";
import type { Page } from "../page";

export const page: Page = {
  paths: ["/traces"],
  title: "Traces",
  nav: { order: 4, icon: IconBinaryTree },
  load: () => import("./Traces"),
};
