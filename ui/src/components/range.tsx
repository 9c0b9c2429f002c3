/** The page's time range: chosen in the URL; moves on every few seconds while it is live. */

import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import { type Choice, choiceOf, paramsOf, type Range, rangeOf, type TimeParams } from "@/lib/time";
import { setZone, type Zone, zone } from "@/lib/zone";
import { useParams, useSetParams } from "./url";

type Time = {
  choice: Choice;
  range: Range;
  live: boolean;
  set: (choice: Choice) => void;
  /** Stops at what is seen now, or goes on from the present with the same length. */
  toggleLive: () => void;
  /** Shows another stretch, as dragging over a graph does. */
  zoom: (from: number, to: number) => void;
  /** Tells times in this zone from now on. */
  inZone: (zone: Zone) => void;
};

const TICK_S = 10;
const Context = createContext<Time | null>(null);

const present = () => Math.floor(Date.now() / 1000 / 5) * 5;

type Props = {
  children: ReactNode;
  /** Seconds that are shown where the URL says nothing. */
  fallback?: number;
  /** Nobody may choose another time. */
  fixed?: boolean;
};

/** Gives the pages inside it one time range; what they draw of it is drawn anew where the time zone is changed. */
export function TimeRange({ children, fallback = 3600, fixed = false }: Props) {
  const [shownZone, setShownZone] = useState(zone);
  const params = useParams();
  const change = useSetParams();
  const { span, from, to, from_ts, to_ts, live: flag } = params;
  // A span that was chosen here stands before what a link from elsewhere began with.
  const given = fixed ? {} : span ? { span } : { from, to, from_ts, to_ts, live: flag };
  const written = JSON.stringify(given);
  const choice = useMemo(() => choiceOf(JSON.parse(written) as TimeParams, fallback), [written, fallback]);
  const live = choice.kind === "live";
  const [now, setNow] = useState(present);

  useEffect(() => {
    if (!live) return;
    setNow(present());
    const tick = () => {
      if (!document.hidden) setNow(present());
    };
    const timer = setInterval(tick, TICK_S * 1000);
    document.addEventListener("visibilitychange", tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", tick);
    };
  }, [live]);

  const set = useCallback((next: Choice) => change(paramsOf(next), { push: true }), [change]);
  const range = useMemo(() => rangeOf(choice, now), [choice, now]);
  const toggleLive = useCallback(() => {
    if (choice.kind === "live") set({ kind: "fixed", ...range });
    else set({ kind: "live", seconds: Math.round(choice.to - choice.from) });
  }, [choice, range, set]);
  const zoom = useCallback((start: number, end: number) => set({ kind: "fixed", from: start, to: end }), [set]);
  const inZone = useCallback((next: Zone) => {
    setZone(next);
    setShownZone(next);
  }, []);
  const time = useMemo(
    () => ({ choice, range, live, set, toggleLive, zoom, inZone }),
    [choice, range, live, set, toggleLive, zoom, inZone],
  );
  return (
    <Context.Provider value={time} key={shownZone}>
      {children}
    </Context.Provider>
  );
}

/** The time range of the page. */
export function useTime(): Time {
  const time = useContext(Context);
  if (!time) throw new Error("useTime needs a TimeRange around it");
  return time;
}

/** The range, standing still while `hold` is true and `key` (what else is asked) stays the same: a list that someone reads must not move. */
export function useHeld(range: Range, hold: boolean, key: string): Range {
  const kept = useRef({ range, key });
  if (!hold || kept.current.key !== key) kept.current = { range, key };
  return kept.current.range;
}
