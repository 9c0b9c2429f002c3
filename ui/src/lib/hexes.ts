/** Where hexagons stand: side by side within their groups, the groups within theirs, as large as the room allows. */

export type Node = {
  name: string;
  /** The group of each level, from outside to inside. */
  groups: string[];
  fill: number | null;
  size: number | null;
  /** Its own colour, where rules give it one. */
  color?: string | undefined;
};
/** What the box around a group tells beside its title. */
export type Told = { color: string; text: string };
export type Hex = { node: Node; x: number; y: number; radius: number };
/** A box around a group with its title; level 0 is outermost. */
export type Frame = {
  title: string;
  count: number;
  x: number;
  y: number;
  width: number;
  height: number;
  level: number;
};
export type Laid = { hexes: Hex[]; frames: Frame[]; width: number; height: number; radius: number };
type Block = { width: number; height: number; put: (x: number, y: number, into: Laid) => void };

const TITLE = 20;
const PAD = 6;
const LARGEST = 46;
const SMALLEST = 5;
const ROOT3 = Math.sqrt(3);

/** The largest hexagons with which everything fits; where nothing does, the smallest, and it is higher than the room. */
export function laid(nodes: readonly Node[], width: number, height: number): Laid {
  const sizes = nodes.map((one) => one.size).filter((one) => one !== null);
  const most = Math.max(...sizes.map(Math.abs), 0);
  const levels = Math.max(0, ...nodes.map((one) => one.groups.length));
  const attempt = (radius: number): Laid => {
    const into: Laid = { hexes: [], frames: [], width, height: 0, radius };
    const block = blockOf(nodes, 0, levels, radius, width, most);
    block.put(0, 0, into);
    return { ...into, width: Math.max(width, block.width), height: block.height };
  };
  let [low, high] = [SMALLEST, LARGEST];
  let best = attempt(low);
  if (best.height > height) return best;
  while (high - low > 0.5) {
    const middle = (low + high) / 2;
    const found = attempt(middle);
    if (found.height <= height && found.width <= width) {
      low = middle;
      best = found;
    } else high = middle;
  }
  return best;
}

function blockOf(
  nodes: readonly Node[],
  level: number,
  levels: number,
  radius: number,
  room: number,
  most: number,
): Block {
  if (level >= levels) return honeycomb(nodes, radius, room, most);
  const groups = new Map<string, Node[]>();
  for (const node of nodes) {
    const name = node.groups[level] ?? "";
    const found = groups.get(name) ?? [];
    found.push(node);
    groups.set(name, found);
  }
  const inner = [...groups]
    .sort((a, b) => a[0].localeCompare(b[0], "en", { numeric: true }))
    .map(([title, members]): Block => {
      const block = blockOf(members, level + 1, levels, radius, room - 2 * PAD, most);
      const width = Math.max(block.width + 2 * PAD, Math.min(room, title.length * 6.4 + 44));
      const height = block.height + TITLE + PAD;
      return {
        width,
        height,
        put: (x, y, into) => {
          into.frames.push({ title, count: members.length, x, y, width, height, level });
          block.put(x + PAD, y + TITLE, into);
        },
      };
    });
  return shelves(inner, room);
}

/** Blocks in rows, tall ones first, as a reader would set them. */
function shelves(blocks: readonly Block[], room: number): Block {
  const places: Array<{ block: Block; x: number; y: number }> = [];
  let [x, y, row, widest] = [0, 0, 0, 0];
  for (const block of blocks) {
    if (x > 0 && x + block.width > room) {
      [x, y, row] = [0, y + row + PAD, 0];
    }
    places.push({ block, x, y });
    row = Math.max(row, block.height);
    x += block.width + PAD;
    widest = Math.max(widest, x - PAD);
  }
  return {
    width: widest,
    height: y + row,
    put: (left, top, into) => {
      for (const one of places) one.block.put(left + one.x, top + one.y, into);
    },
  };
}

function honeycomb(nodes: readonly Node[], radius: number, room: number, most: number): Block {
  const step = ROOT3 * radius;
  const fits = Math.max(1, Math.floor((room - step / 2) / step));
  const columns = Math.min(fits, Math.max(1, Math.ceil(Math.sqrt(nodes.length * 1.5))));
  const rows = Math.ceil(nodes.length / columns);
  const width = Math.min(columns, nodes.length) * step + (rows > 1 ? step / 2 : 0);
  return {
    width,
    height: 2 * radius + (rows - 1) * 1.5 * radius,
    put: (left, top, into) => {
      nodes.forEach((node, at) => {
        const row = Math.floor(at / columns);
        const x = left + step / 2 + (at % columns) * step + (row % 2) * (step / 2);
        // An area, not a length, tells the size; the smallest can still be clicked.
        const share = most > 0 && node.size !== null ? Math.sqrt(Math.abs(node.size) / most) : 1;
        into.hexes.push({ node, x, y: top + radius + row * 1.5 * radius, radius: radius * Math.max(0.35, share) });
      });
    },
  };
}

/** The corners of a hexagon that stands on a point. */
export function corners({ x, y, radius }: Hex): string {
  const size = radius * 0.95;
  return Array.from({ length: 6 }, (_, at) => {
    const angle = (Math.PI / 3) * at - Math.PI / 2;
    return `${(x + size * Math.cos(angle)).toFixed(1)},${(y + size * Math.sin(angle)).toFixed(1)}`;
  }).join(" ");
}

/** The range of values that colours stand for: as asked, else what there is. */
export function domain(nodes: readonly Node[], low: number | undefined, high: number | undefined): [number, number] {
  const values = nodes.map((one) => one.fill).filter((one) => one !== null);
  const found: [number, number] = [low ?? Math.min(...values, Infinity), high ?? Math.max(...values, -Infinity)];
  if (!values.length && low === undefined && high === undefined) return [0, 1];
  const [from, to] = found.map((one) => (Number.isFinite(one) ? one : 0)) as [number, number];
  return to > from ? [from, to] : [from, from + 1];
}

/** The groups of a node by tag keys: "no team" where it has none. */
export function groupsOf(tags: readonly string[], keys: readonly string[]): string[] {
  return keys.map((key) => {
    const values = tags.filter((tag) => tag.startsWith(`${key}:`)).map((tag) => tag.slice(key.length + 1));
    return values.length ? values.join(", ") : `no ${key}`;
  });
}
