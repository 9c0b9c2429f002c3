/** Where widgets stand on the twelve-column grid. */

export type Box = { x: number; y: number; width: number; height: number };
type Placed<T> = { item: T; box: Box };

export const COLUMNS = 12;

const overlaps = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** The lowest edge of some boxes. */
export const bottom = (boxes: readonly Box[]): number => Math.max(0, ...boxes.map((box) => box.y + box.height));

/** A box for each item: its own where it has one, else the next free place, left to right. */
export function flowed<T>(
  items: readonly T[],
  boxOf: (item: T) => Box | undefined,
  sizeOf: (item: T) => { width: number; height: number },
  columns = COLUMNS,
): Placed<T>[] {
  const taken = items.map(boxOf).filter((box) => box !== undefined);
  return items.map((item) => {
    const own = boxOf(item);
    if (own) return { item, box: { x: own.x, y: own.y, width: own.width, height: own.height } };
    const size = sizeOf(item);
    const box = freePlace(taken, Math.min(size.width, columns), size.height, columns);
    taken.push(box);
    return { item, box };
  });
}

/** Boxes that cover an earlier one moved down below it: exported dashboards hold such. */
export function separated<T>(placed: readonly Placed<T>[]): Placed<T>[] {
  const done: Placed<T>[] = [];
  for (const { item, box } of placed) {
    let y = box.y;
    for (let under = done; under.length; ) {
      under = done.filter((one) => overlaps(one.box, { ...box, y }));
      y = Math.max(y, bottom(under.map((one) => one.box)));
    }
    done.push({ item, box: { ...box, y } });
  }
  return done;
}

/** The first place, row by row, where a box of this size meets no other. */
export function freePlace(taken: readonly Box[], width: number, height: number, columns = COLUMNS): Box {
  for (let y = 0; ; y += 1) {
    for (let x = 0; x + width <= columns; x += 1) {
      const box = { x, y, width, height };
      if (!taken.some((other) => overlaps(box, other))) return box;
    }
  }
}

/** Boxes, in their order, and one more that stays where it is put: what it covers moves down; then all rise, where they do. */
export function roomFor(boxes: readonly Box[], put: Box, rising: boolean): { boxes: Box[]; put: Box } {
  const placed = boxes.map((box, item) => ({ item, box })).sort(inOrder);
  const apart = separated([{ item: -1, box: put }, ...placed]);
  const [first, ...rest] = (rising ? compacted(apart) : apart).sort((a, b) => a.item - b.item);
  return { boxes: rest.map(({ box }) => box), put: first?.box ?? put };
}

const inOrder = (a: { box: Box }, b: { box: Box }) => a.box.y - b.box.y || a.box.x - b.box.x;

/** Moves every box up as far as the ones above allow. */
export function compacted<T>(placed: readonly Placed<T>[]): Placed<T>[] {
  const done: Placed<T>[] = [];
  for (const one of [...placed].sort(inOrder)) {
    const beneath = done.filter(({ box }) => box.x < one.box.x + one.box.width && one.box.x < box.x + box.width);
    done.push({ ...one, box: { ...one.box, y: bottom(beneath.map(({ box }) => box)) } });
  }
  return done;
}
