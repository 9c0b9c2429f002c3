import type { Page } from "../page";

export const page: Page = {
  paths: ["/monitors/$id"],
  title: "Monitor",
  load: () => import("./Monitor"),
};
