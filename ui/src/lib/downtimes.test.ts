import { describe, expect, it } from "vitest";
import {
  between,
  exported,
  imported,
  isPlain,
  lasting,
  lengthSeconds,
  partsOf,
  ruleText,
  scheduleText,
  silentHours,
  untilOf,
} from "./downtimes";

const NIGHTS = { rrule: "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO,TU,WE,TH,FR", start: "2026-11-30T19:00", duration: "14h" };

describe("rules in words", () => {
  it.each([
    ["FREQ=DAILY", "every day"],
    ["FREQ=WEEKLY;INTERVAL=2;BYDAY=SA,SU", "every 2 weeks on Sat, Sun"],
    ["FREQ=MONTHLY;BYDAY=-1FR", "every month on last Fri"],
    ["FREQ=DAILY;COUNT=5", "every day count 5"],
  ])("%s", (rule, words) => expect(ruleText(rule)).toBe(words));

  it("tells when a downtime is", () => {
    expect(scheduleText({ timezone: "UTC", recurrences: [NIGHTS] })).toBe(
      "every week on Mon, Tue, Wed, Thu, Fri, 19:00 to 09:00",
    );
    expect(
      scheduleText({ recurrences: [{ rrule: "FREQ=WEEKLY;BYDAY=SA,SU", start: "2026-11-28T00:00", duration: "1d" }] }),
    ).toBe("every week on Sat, Sun, all day");
    expect(scheduleText({ start: "2026-01-01T00:00:00Z", end: null })).toBe("until it is cancelled");
    expect(scheduleText({ start: "2026-01-01T00:00:00Z", end: "2026-01-01T01:30:00+00:00" })).toBe("once, for 1h 30m");
  });
});

it("measures from one time of day to another", () => {
  expect(between("19:00", "09:00")).toBe("14h");
  expect(between("00:00", "00:00")).toBe("1d");
  expect(between("10:00", "10:30")).toBe("30m");
  expect(untilOf(NIGHTS)).toEqual({ time: "09:00", days: 1 });
  expect(lengthSeconds("1d12h")).toBe(129600);
  expect(lengthSeconds("long")).toBe(0);
});

it("keeps the day on which something long ends when its times of day change", () => {
  const long = { rrule: "FREQ=WEEKLY", start: "2026-11-30T10:00", duration: "2d" };
  expect(lasting(long, "11:00", "10:00")).toBe("47h");
  expect(lasting(long, "10:00", "12:00")).toBe("50h");
  expect(lasting({ ...long, duration: "26h" }, "10:00", "09:00")).toBe("23h");
  expect(lasting(NIGHTS, "18:00", "09:00")).toBe("15h");
  expect(lasting(NIGHTS, "19:00", "23:00")).toBe("4h");
});

it.each([
  ["FREQ=WEEKLY;INTERVAL=2;BYDAY=SA,SU;WKST=MO", true],
  ["FREQ=MONTHLY", true],
  ["FREQ=MONTHLY;BYDAY=-1FR", false],
  ["FREQ=DAILY;BYDAY=MO", false],
  ["FREQ=WEEKLY;BYDAY=1MO", false],
  ["FREQ=HOURLY", false],
  ["FREQ=DAILY;COUNT=5", false],
])("knows whether fields show the whole of %s", (rule, plain) => expect(isPlain(partsOf(rule))).toBe(plain));

it("gives out what can be taken in again", () => {
  const given = { scope: "*", monitor_identifier: { monitor_tags: ["*"] }, status: "active", created: "x" };
  const out = exported({ ...given, schedule: { start: "2026-01-01T00:00:00Z", current_downtime: null } });
  expect(out).toEqual({
    scope: "*",
    monitor_identifier: { monitor_tags: ["*"] },
    schedule: { start: "2026-01-01T00:00:00Z" },
  });
  expect(imported(JSON.stringify({ data: { attributes: out } }))).toEqual(out);
  expect(() => imported("{")).toThrow("no JSON");
  expect(() => imported("{}")).toThrow("scope");
});

it.each([
  ["scope", { scope: null }],
  ["monitor_identifier", { monitor_identifier: undefined }],
  ["monitor_identifier", { monitor_identifier: {} }],
  ["monitor_identifier", { monitor_identifier: { monitor_tags: "*" } }],
  ["schedule", { schedule: { start: 5 } }],
  ["schedule", { schedule: { recurrences: [null] } }],
  ["schedule", { schedule: { recurrences: [{ rrule: "FREQ=DAILY" }] } }],
  ["notify_end_states", { notify_end_states: "alert" }],
])("says that %s is at fault in %j", (name, change) => {
  const whole = {
    scope: "*",
    monitor_identifier: { monitor_id: 5 },
    schedule: { start: null, end: null },
    message: null,
  };
  expect(() => imported(JSON.stringify(whole))).not.toThrow();
  expect(() => imported(JSON.stringify({ ...whole, ...change }))).toThrow(new RegExp(`^${name}: `));
});

it("adds up silent hours by the clock of a time zone, overlaps once", () => {
  const hours = silentHours(
    [
      { start: "2026-11-30T18:00:00Z", end: "2026-12-01T08:00:00Z" },
      { start: "2026-12-01T07:00:00Z", end: "2026-12-01T08:00:00Z" },
    ],
    "Europe/Paris",
    Date.parse("2026-11-23T00:00:00Z"),
    Date.parse("2026-12-30T00:00:00Z"),
  );
  expect([...hours]).toEqual([
    ["2026-11-30", 5],
    ["2026-12-01", 9],
  ]);
});

it("does not count what was silent before", () => {
  const since = Date.parse("2026-11-30T00:00:00Z");
  const hours = silentHours([{ start: "0002-01-01T00:00:00Z", end: null }], "UTC", since, since + 3_600_000);
  expect([...hours]).toEqual([["2026-11-30", 1]]);
});
