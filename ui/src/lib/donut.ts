/** The outline of a ring's slice. */

/** An SVG path around (0, 0) between two radii; `from` and `to` are parts of the whole turn, from the top clockwise. */
export function slice(from: number, to: number, inner: number, outer: number): string {
  // A whole ring has no two ends: it stops just short of them.
  const end = Math.min(to, from + 0.99999);
  const at = (part: number, radius: number) => {
    const angle = part * 2 * Math.PI - Math.PI / 2;
    return `${(Math.cos(angle) * radius).toFixed(4)} ${(Math.sin(angle) * radius).toFixed(4)}`;
  };
  const large = end - from > 0.5 ? 1 : 0;
  return `M${at(from, outer)}A${outer} ${outer} 0 ${large} 1 ${at(end, outer)}L${at(end, inner)}A${inner} ${inner} 0 ${large} 0 ${at(from, inner)}Z`;
}
