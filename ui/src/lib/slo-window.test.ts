import { expect, it } from "vitest";
import { sloWindow } from "./slo-window";

const at = (month: number, day: number) => new Date(2026, month, day).getTime() / 1000;
const noon = at(10, 25) + 43_200; // a Wednesday
const page = { from: noon - 3600, to: noon };

it.each([
  ["7d", noon - 7 * 86_400, noon],
  ["week_to_date", at(10, 23), noon],
  ["previous_week", at(10, 16), at(10, 23)],
  ["month_to_date", at(10, 1), noon],
  ["previous_month", at(9, 1), at(10, 1)],
  ["global_time", noon - 3600, noon],
])("spans %s", (name, from, to) => expect(sloWindow(name, page)).toEqual({ from, to }));
