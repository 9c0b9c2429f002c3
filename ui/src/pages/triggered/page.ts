import type { Page } from "../page";

export const page: Page = {
  paths: ["/monitors/triggered"],
  title: "Triggered monitors",
  load: () => import("./Triggered"),
};
