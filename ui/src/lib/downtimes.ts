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
/** The frequencies of rules that are built of fields. */
export const FREQUENCIES = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"] as const;
export const UNITS: Record<string, [string, string]> = {
  HOURLY: ["hour", "hours"],
  DAILY: ["day", "days"],
  WEEKLY: ["week", "weeks"],
  MONTHLY: ["month", "months"],
  YEARLY: ["year", "years"],
};

type Check = (given: unknown) => boolean;
type Members = Record<string, unknown>;

const isText: Check = (given) => typeof given === "string";
const isList = (of: Check) => (given: unknown) => Array.isArray(given) && given.every(of);
const isNone: Check = (given) => given === null || given === undefined;
const orNone = (is: Check) => (given: unknown) => isNone(given) || is(given);
const isObject = (of: (members: Members) => boolean) => (given: unknown) =>
  typeof given === "object" && given !== null && !Array.isArray(given) && of(given as Members);
const isRule = isObject((one) => isText(one.rrule) && isText(one.duration) && orNone(isText)(one.start));

/** What is taken of a downtime: what each member is, in words for whoever writes JSON, and what tells. */
const TAKEN: Record<keyof Attributes, [is: string, check: Check]> = {
  scope: ["a text, * for all groups", isText],
  monitor_identifier: [
    "an object with monitor_id, a number, or with monitor_tags, a list of texts",
    isObject((one) =>
      isNone(one.monitor_tags) ? typeof one.monitor_id === "number" : isList(isText)(one.monitor_tags),
    ),
  ],
  schedule: [
    "an object: start, end and timezone are texts, each of recurrences has rrule and duration",
    orNone(
      isObject(
        (one) => [one.start, one.end, one.timezone].every(orNone(isText)) && orNone(isList(isRule))(one.recurrences),
      ),
    ),
  ],
  message: ["a text", orNone(isText)],
  display_timezone: ["a text such as Europe/Paris", orNone(isText)],
  mute_first_recovery_notification: ["true or false", orNone((given) => typeof given === "boolean")],
  notify_end_states: ["a list of texts", orNone(isList(isText))],
  notify_end_types: ["a list of texts", orNone(isList(isText))],
};

/** What was made of a downtime, without what the server adds: fit to be made again. */
export function exported(given: Attributes & Record<string, unknown>): Attributes {
  const taken = Object.keys(TAKEN).filter((key) => given[key] !== undefined);
  const found = Object.fromEntries(taken.map((key) => [key, given[key]]));
  const { current_downtime: _, ...schedule } = given.schedule ?? {};
  return { ...found, schedule } as Attributes;
}

/** Attributes from text: bare, or as the API gives and takes them. Throws with a sentence that names what is wrong. */
export function imported(text: string): Attributes {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    throw new Error(`This is no JSON: ${error instanceof Error ? error.message : error}`);
  }
  const bare = (given as { data?: { attributes?: unknown } })?.data?.attributes ?? given;
  if (typeof bare !== "object" || bare === null) throw new Error("A downtime is an object with a scope");
  for (const [name, [is, check]] of Object.entries(TAKEN))
    if (!check((bare as Members)[name])) throw new Error(`${name}: ${is}`);
  return exported(bare as Attributes & Members);
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

const SHOWN: readonly string[] = ["FREQ", "INTERVAL", "BYDAY", "WKST"];

/** Whether fields show the whole of a rule: how many of which unit, and of weeks the days. */
export function isPlain(parts: Record<string, string>): boolean {
  const { FREQ = "", BYDAY } = parts;
  const days: readonly string[] = DAYS;
  return (
    Object.keys(parts).every((name) => SHOWN.includes(name)) &&
    (FREQUENCIES as readonly string[]).includes(FREQ) &&
    (BYDAY === undefined || (FREQ === "WEEKLY" && BYDAY.split(",").every((day) => days.includes(day))))
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

/** So many seconds as people say them: in the two largest units. */
function spoken(seconds: number): string {
  const parts: string[] = [];
  let left = Math.round(seconds / 60) * 60;
  for (const unit of ["d", "h", "m"]) {
    const size = SECONDS[unit] ?? 1;
    if (left >= size) parts.push(`${Math.floor(left / size)}${unit}`);
    left %= size;
  }
  return parts.slice(0, 2).join(" ");
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

/** How long an occurrence is with other times of day; what lasts for longer than a day ends on the same day as before. */
export function lasting(one: Recurrence, from: string, until: string): string {
  const day = SECONDS.d ?? 0;
  if (lengthSeconds(one.duration) <= day) return between(from, until);
  return lengthText(lengthSeconds(between(from, until)) + (untilOf(one).days - (until > from ? 0 : 1)) * day);
}

/** The zone by whose clock a downtime is told. */
export const zoneOf = ({ schedule, display_timezone }: Attributes): string =>
  schedule?.timezone || display_timezone || "UTC";

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
  return long >= 60 ? `once, for ${spoken(long)}` : "once";
}

/** For which monitors, in a few words; `name` tells a monitor's name. */
export function targetText(given: Attributes, name: (id: number) => string): string {
  if ("monitor_id" in given.monitor_identifier) return name(given.monitor_identifier.monitor_id);
  const tags = given.monitor_identifier.monitor_tags;
  return tags.length === 0 || tags.includes("*") ? "All monitors" : `Monitors tagged ${tags.join(", ")}`;
}

const HALF = 1_800_000;

/** The silent hours of each day (`2026-01-31`) by the clock of a time zone, between two moments (epoch ms). */
export function silentHours(
  occurrences: readonly Occurrence[],
  timezone: string,
  since: number,
  until: number,
): Map<string, number> {
  const day = new Intl.DateTimeFormat("en-CA", { timeZone: timezone, dateStyle: "short" });
  const seen = new Set<number>();
  const found = new Map<string, number>();
  for (const { start, end } of occurrences) {
    const last = Math.min(end ? Date.parse(end) : until, until);
    const first = Math.max(Date.parse(start), since);
    for (let at = Math.floor(first / HALF) * HALF; at < last; at += HALF) {
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
