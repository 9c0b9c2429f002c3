import type { Page } from "../page";

export const page: Page = {
  paths: ["/login"],
  title: "Log in",
  open: true,
  load: () => import("./Login"),
};
