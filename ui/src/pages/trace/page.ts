import type { Page } from "../page";

export const page: Page = {
  paths: ["/trace/$id"],
  title: "Trace",
  load: () => import("./Trace"),
};
