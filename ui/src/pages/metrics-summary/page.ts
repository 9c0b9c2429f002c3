import type { Page } from "../page";

export const page: Page = {
  paths: ["/metrics/summary"],
  title: "Metrics summary",
  load: () => import("./MetricsSummary"),
};
