import type { Page } from "../page";

export const page: Page = {
  paths: ["/monitors/triggered"],
  title: "Triggered monitors",
  timeless: true,
  load: () => import("./Triggered"),
};
