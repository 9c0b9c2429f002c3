import type { Page } from "../page";

export const page: Page = {
  paths: ["/notebooks/$id"],
  title: "Notebook",
  load: () => import("./Notebook"),
};
