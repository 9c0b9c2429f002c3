import type { Page } from "../page";

export const page: Page = {
  paths: ["/service/$name"],
  title: "Service",
  load: () => import("./Service"),
};
