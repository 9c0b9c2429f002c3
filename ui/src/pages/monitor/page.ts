import type { Page } from "../page";

export const page: Page = {
  paths: ["/monitor/$id"],
  title: "Monitor",
  load: () => import("./Monitor"),
};
