/** A trace as a tree, laid out for a flame graph. */

type Span = { span_id: string; parent_id: string; start: string; duration: number };
export type Placed<S extends Span> = {
  span: S;
  depth: number;
  /** The row of the flame graph; spans of one row do not overlap. */
  row: number;
  /** Nanoseconds since the trace began. */
  offset: number;
  children: number;
  /** Duration without the time that children ran, nanoseconds. */
  own: number;
};
export type Laid<S extends Span> = { spans: Placed<S>[]; rows: number; length: number };

/** Spans in the order of the tree, parents first, siblings by time. A span whose parent is missing is a root. */
export function laidOut<S extends Span>(spans: readonly S[]): Laid<S> {
  if (!spans.length) return { spans: [], rows: 0, length: 0 };
  const begin = spans.reduce(
    (least, span) => (BigInt(span.start) < least ? BigInt(span.start) : least),
    BigInt(spans[0]?.start ?? 0),
  );
  const offset = new Map(spans.map((span) => [span, Number(BigInt(span.start) - begin)]));
  const at = (span: S) => offset.get(span) ?? 0;
  const known = new Set(spans.map((span) => span.span_id));
  const children = new Map<string, S[]>();
  for (const span of [...spans].sort((a, b) => at(a) - at(b) || b.duration - a.duration)) {
    const parent = known.has(span.parent_id) && span.parent_id !== span.span_id ? span.parent_id : "";
    children.set(parent, [...(children.get(parent) ?? []), span]);
  }
  const found: Placed<S>[] = [];
  const seen = new Set<string>();
  const ends: number[] = [];
  const visit = (span: S, depth: number, least: number): void => {
    if (seen.has(span.span_id)) return;
    seen.add(span.span_id);
    const below = children.get(span.span_id) ?? [];
    let row = least;
    while ((ends[row] ?? -1) > at(span)) row += 1;
    ends[row] = at(span) + span.duration;
    found.push({ span, depth, row, offset: at(span), children: below.length, own: ownTime(span, below, at) });
    for (const child of below) visit(child, depth + 1, row + 1);
  };
  for (const root of children.get("") ?? []) visit(root, 0, 0);
  // Spans that are one another's parents have no root; they are shown all the same.
  for (const span of spans) visit(span, 0, 0);
  return {
    spans: found,
    rows: ends.length,
    length: Math.max(...found.map((one) => one.offset + one.span.duration), 1),
  };
}

function ownTime<S extends Span>(span: S, below: readonly S[], at: (span: S) => number): number {
  const end = at(span) + span.duration;
  let covered = 0;
  let reached = at(span);
  for (const child of below) {
    const from = Math.max(at(child), reached);
    const to = Math.min(at(child) + child.duration, end);
    if (to > from) {
      covered += to - from;
      reached = to;
    }
  }
  return span.duration - covered;
}
