import type { Page } from "../page";

export const page: Page = {
  paths: ["/"],
  title: "Home",
  load: () => import("./Home"),
};
