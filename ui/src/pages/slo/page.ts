import type { Page } from "../page";

export const page: Page = {
  paths: ["/slos/$id"],
  title: "SLO",
  load: () => import("./Slo"),
};
