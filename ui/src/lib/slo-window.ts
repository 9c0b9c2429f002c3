/** The windows over which a widget shows an objective. */

import type { Range } from "./time";

export const WINDOWS: Record<string, string> = {
  "7d": "7 days",
  "30d": "30 days",
  "90d": "90 days",
  week_to_date: "Week to date",
  previous_week: "Previous week",
  month_to_date: "Month to date",
  previous_month: "Previous month",
  global_time: "Page's time",
};

/** From and to, in whole epoch seconds; `page` is what the dashboard shows. */
export function sloWindow(name: string, page: Range): Range {
  const to = Math.ceil(page.to / 60) * 60;
  const days = /^(\d+)d$/.exec(name);
  if (days) return { from: to - Number(days[1]) * 86_400, to };
  const day = new Date(page.to * 1000);
  day.setHours(0, 0, 0, 0);
  const at = (date: Date) => Math.floor(date.getTime() / 1000);
  const shifted = (by: number) => new Date(day.getFullYear(), day.getMonth(), day.getDate() + by);
  const monday = (day.getDay() + 6) % 7;
  const month = (by: number) => new Date(day.getFullYear(), day.getMonth() + by, 1);
  switch (name) {
    case "week_to_date":
      return { from: at(shifted(-monday)), to };
    case "previous_week":
      return { from: at(shifted(-monday - 7)), to: at(shifted(-monday)) };
    case "month_to_date":
      return { from: at(month(0)), to };
    case "previous_month":
      return { from: at(month(-1)), to: at(month(0)) };
    default:
      return { from: Math.floor(page.from), to: Math.ceil(page.to) };
  }
}
