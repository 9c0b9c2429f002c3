/** Which widgets are drawn when: those in sight at once, the others one by one while the browser has nothing to do. */

import { useEffect, useRef, useState } from "react";

/** So far out of the window a widget counts as in sight, in order to be there when it is scrolled to. */
const NEAR = "250px";

const waiting: Array<() => void> = [];
let running = false;

const idle = (task: () => void) =>
  "requestIdleCallback" in window ? requestIdleCallback(task, { timeout: 1000 }) : setTimeout(task, 50);

function next(): void {
  const task = waiting.shift();
  running = task !== undefined;
  task?.();
  if (task) idle(next);
}

function later(task: () => void): () => void {
  waiting.push(task);
  if (!running) {
    running = true;
    idle(next);
  }
  return () => {
    const at = waiting.indexOf(task);
    if (at >= 0) waiting.splice(at, 1);
  };
}

/** `drawn` once the widget is due; `seen` while it is in sight, when it follows the time. */
export function useSight() {
  const ref = useRef<HTMLElement>(null);
  const [seen, setSeen] = useState(false);
  const [drawn, setDrawn] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (!element || typeof IntersectionObserver === "undefined") {
      setSeen(true);
      setDrawn(true);
      return;
    }
    const forget = later(() => setDrawn(true));
    const observer = new IntersectionObserver(
      (entries) => {
        const now = entries.at(-1)?.isIntersecting ?? false;
        setSeen(now);
        if (now) setDrawn(true);
      },
      { rootMargin: NEAR },
    );
    observer.observe(element);
    return () => {
      forget();
      observer.disconnect();
    };
  }, []);
  return { ref, seen, drawn };
}
