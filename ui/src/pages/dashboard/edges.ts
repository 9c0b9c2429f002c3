/** The window scrolls while something is dragged near its upper or lower edge. */

/** As far from an edge, in pixels; above is the page's header. */
const UPPER = 72;
const LOWER = 48;
/** A frame's pixels for each pixel nearer to the edge. */
const SPEED = 0.25;

type Moved = MouseEvent | TouchEvent;

export const pointerOf = (event: Moved): { clientX: number; clientY: number } =>
  "touches" in event ? (event.touches[0] ?? { clientX: 0, clientY: 0 }) : event;

/** Begins with the next move; the function that it gives ends it. */
export function scrollAtEdges(): () => void {
  let last: Moved | null = null;
  let frame = 0;
  // What is dragged below the page makes the page longer.
  const lowest = document.documentElement.scrollHeight - window.innerHeight;
  const step = () => {
    frame = 0;
    const { clientY } = last ? pointerOf(last) : { clientY: UPPER };
    const by = (Math.min(clientY - UPPER, 0) + Math.max(clientY - window.innerHeight + LOWER, 0)) * SPEED;
    const before = window.scrollY;
    if (by) window.scrollTo(0, Math.min(before + by, Math.max(lowest, before)));
    // What is dragged goes on under the pointer, which did not move.
    if (window.scrollY !== before && last) last.target?.dispatchEvent(again(last));
  };
  const follow = (event: Event) => {
    last = event as Moved;
    frame ||= requestAnimationFrame(step);
  };
  for (const kind of MOVES) window.addEventListener(kind, follow, true);
  return () => {
    cancelAnimationFrame(frame);
    for (const kind of MOVES) window.removeEventListener(kind, follow, true);
  };
}

const MOVES = ["mousemove", "touchmove"];

const again = (event: Moved): Event =>
  "touches" in event
    ? new TouchEvent(event.type, {
        bubbles: true,
        cancelable: true,
        touches: [...event.touches],
        targetTouches: [...event.targetTouches],
        changedTouches: [...event.changedTouches],
      })
    : new MouseEvent(event.type, event);
