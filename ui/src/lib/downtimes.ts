/** Downtimes: what the API keeps of them, and what a form shows of it. */

export type Recurrence = { rrule: string; start?: string; duration: string };
export type Schedule = {
  start?: string;
  end?: string | null;
  timezone?: string;
  recurrences?: Recurrence[];
  current_downtime?: { start: string; end: string | null } | null;
};
export type Attributes = {
  scope: string;
  monitor_identifier: { monitor_id: number } | { monitor_tags: string[] };
  schedule?: Schedule;
  message?: string | null;
  display_timezone?: string;
  mute_first_recovery_notification?: boolean;
  notify_end_states?: string[];
  notify_end_types?: string[];
};
export type Status = "active" | "scheduled" | "ended" | "canceled";
export type Occurrence = { start: string; end: string | null };

export const STATUSES: readonly Status[] = ["active", "scheduled", "ended", "canceled"];
export const DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;
export const DAY_NAMES = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;
const UNITS: Record<string, [string, string]> = {
  HOURLY: ["hour", "hours"],
  DAILY: ["day", "days"],
  WEEKLY: ["week", "weeks"],
  MONTHLY: ["month", "months"],
  YEARLY: ["year", "years"],
};
const TAKEN: ReadonlyArray<keyof Attributes> = [
  "scope",
  "monitor_identifier",
  "schedule",
  "message",
  "display_timezone",
  "mute_first_recovery_notification",
  "notify_end_states",
  "notify_end_types",
];

/** What was made of a downtime, without what the server adds: fit to be made again. */
export function exported(given: Attributes & Record<string, unknown>): Attributes {
  const found = Object.fromEntries(TAKEN.filter((key) => given[key] !== undefined).map((key) => [key, given[key]]));
  const { current_downtime: _, ...schedule } = given.schedule ?? {};
  return { ...found, schedule } as Attributes;
}

/** Attributes from text: bare, or as the API gives and takes them. Throws with a sentence. */
export function imported(text: string): Attributes {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    throw new Error(`This is no JSON: ${error instanceof Error ? error.message : error}`);
  }
  const bare = (given as { data?: { attributes?: unknown } })?.data?.attributes ?? given;
  if (typeof bare !== "object" || bare === null || !("scope" in bare)) throw new Error("A downtime has a scope");
  return exported(bare as Attributes & Record<string, unknown>);
}

/** The parts of a rule by name. */
export function partsOf(rule: string): Record<string, string> {
  return Object.fromEntries(
    rule
      .replace(/^RRULE:/i, "")
      .split(";")
      .filter(Boolean)
      .map((part) => {
        const [name = "", value = ""] = part.split("=");
        return [name.toUpperCase(), value.toUpperCase()];
      }),
  );
}

export function ruleOf(parts: Record<string, string>): string {
  return Object.entries(parts)
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name}=${value}`)
    .join(";");
}

/** A rule in words, such as "every 2 weeks on Mon, Tue". */
export function ruleText(rule: string): string {
  const parts = partsOf(rule);
  const [one, many] = UNITS[parts.FREQ ?? ""] ?? ["", ""];
  if (!one) return rule;
  const every = Number(parts.INTERVAL ?? 1);
  const days = parts.BYDAY?.split(",").map((day) => {
    const at = DAYS.indexOf(day.slice(-2) as (typeof DAYS)[number]);
    const nth = day.slice(0, -2);
    const name = DAY_NAMES[at] ?? day;
    return nth === "-1" ? `last ${name}` : nth ? `${nth}. ${name}` : name;
  });
  const more = Object.entries(parts).filter(([name]) => !["FREQ", "INTERVAL", "BYDAY", "WKST"].includes(name));
  return [
    every === 1 ? `every ${one}` : `every ${every} ${many}`,
    days ? `on ${days.join(", ")}` : "",
    ...more.map(([name, value]) => `${name.toLowerCase()} ${value}`),
  ]
    .filter(Boolean)
    .join(" ");
}

const SECONDS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86400, w: 604800 };

/** Seconds of a length such as 14h or 1d12h; 0 where it is none. */
export function lengthSeconds(text: string): number {
  if (!/^(\d+[smhdw])+$/.test(text)) return 0;
  return [...text.matchAll(/(\d+)([smhdw])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (SECONDS[unit ?? ""] ?? 0),
    0,
  );
}

/** The shortest length of so many seconds. */
export function lengthText(seconds: number): string {
  const unit = ["d", "h", "m"].find((one) => seconds % (SECONDS[one] ?? 1) === 0) ?? "s";
  return `${seconds / (SECONDS[unit] ?? 1)}${unit}`;
}

/** The time of day at which an occurrence ends, and whether it is on a later day. */
export function untilOf(one: Recurrence): { time: string; days: number } {
  const [hour = 0, minute = 0] = timeOf(one).split(":").map(Number);
  const end = hour * 60 + minute + Math.round(lengthSeconds(one.duration) / 60);
  const two = (value: number) => String(value).padStart(2, "0");
  return { time: `${two(Math.floor((end % 1440) / 60))}:${two(end % 60)}`, days: Math.floor(end / 1440) };
}

/** The time of day at which an occurrence begins. */
export const timeOf = (one: Recurrence): string => one.start?.slice(11, 16) || "00:00";

/** How long it is from one time of day to another; from midnight to midnight is a day. */
export function between(from: string, until: string): string {
  const minutes = (text: string) => {
    const [hour = 0, minute = 0] = text.split(":").map(Number);
    return hour * 60 + minute;
  };
  const long = (minutes(until) - minutes(from) + 1440) % 1440 || 1440;
  return lengthText(long * 60);
}

/** When it is, in a line. */
export function scheduleText(schedule: Schedule | undefined): string {
  if (schedule?.recurrences?.length) {
    return schedule.recurrences
      .map((one) => {
        if (timeOf(one) === "00:00" && one.duration === "1d") return `${ruleText(one.rrule)}, all day`;
        const until = untilOf(one);
        const days = until.days > 1 || (until.days === 1 && until.time >= timeOf(one));
        return `${ruleText(one.rrule)}, ${timeOf(one)} ${days ? `for ${one.duration}` : `to ${until.time}`}`;
      })
      .join("; ");
  }
  if (!schedule?.end) return "until it is cancelled";
  const long = (Date.parse(schedule.end) - Date.parse(schedule.start ?? "")) / 1000;
  return long > 0 ? `once, for ${lengthText(Math.round(long / 60) * 60)}` : "once";
}

/** For which monitors, in a few words; `name` tells a monitor's name. */
export function targetText(given: Attributes, name: (id: number) => string): string {
  if ("monitor_id" in given.monitor_identifier) return name(given.monitor_identifier.monitor_id);
  const tags = given.monitor_identifier.monitor_tags;
  return tags.length === 0 || tags.includes("*") ? "All monitors" : `Monitors tagged ${tags.join(", ")}`;
}

const HALF = 1_800_000;

/** The silent hours of each day (`2026-01-31`) by the clock of a time zone. */
export function silentHours(occurrences: readonly Occurrence[], timezone: string, until: number): Map<string, number> {
  const day = new Intl.DateTimeFormat("en-CA", { timeZone: timezone, dateStyle: "short" });
  const seen = new Set<number>();
  const found = new Map<string, number>();
  for (const { start, end } of occurrences) {
    const last = Math.min(end ? Date.parse(end) : until, until);
    for (let at = Math.floor(Date.parse(start) / HALF) * HALF; at < last; at += HALF) {
      if (seen.has(at)) continue;
      seen.add(at);
      const key = day.format(at);
      found.set(key, (found.get(key) ?? 0) + 0.5);
    }
  }
  return found;
}

/** A moment by the clock of a time zone: `Sat, Nov 28, 19:00`. */
export function momentText(iso: string, timezone: string): string {
  const shown = { weekday: "short", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" } as const;
  return new Intl.DateTimeFormat("en-US", { ...shown, hourCycle: "h23", timeZone: timezone }).format(Date.parse(iso));
}
