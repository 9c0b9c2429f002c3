import type { Page } from "../page";

export const page: Page = {
  paths: ["/widgets"],
  title: "Widgets",
  load: () => import("./Gallery"),
};
