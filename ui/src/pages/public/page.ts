import type { Page } from "../page";

export const page: Page = {
  paths: ["/public/$token"],
  title: "Public dashboard",
  open: true,
  load: () => import("./Public"),
};
