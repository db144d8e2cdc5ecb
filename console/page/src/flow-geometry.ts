import type { EdgeId, NodeId } from '../../contract/live-events.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where the words of an edge stand. */
export interface LabelPlace extends Point {
  readonly anchor: 'start' | 'middle' | 'end';
}

/** One arrangement of the flow, in the units of its viewBox. */
export interface FlowLayout {
  readonly name: 'wide' | 'tall';
  readonly width: number;
  readonly height: number;
  /** The size of a station's box. */
  readonly box: { readonly width: number; readonly height: number };
  /** The middle of each station. */
  readonly nodes: Readonly<Record<NodeId, Point>>;
  readonly client: Point;
  readonly edges: Readonly<Record<EdgeId, readonly Point[]>>;
  readonly labels: Readonly<Record<EdgeId, LabelPlace>>;
  /** Lines that carry no figures of their own. */
  readonly quiet: readonly (readonly Point[])[];
}

/** The point at a share of the way along a line, from 0 to 1. */
export function pointAt(line: readonly Point[], share: number): Point {
  const [first = { x: 0, y: 0 }] = line;
  let left = share * lengthOf(line);
  for (const [index, to] of line.entries()) {
    const from = line[index - 1];
    if (from === undefined) continue;
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    if (left <= length && length > 0) return between(from, to, left / length);
    left -= length;
  }
  return line.at(-1) ?? first;
}

/** How long a line is. */
function lengthOf(line: readonly Point[]): number {
  return line.reduce((sum, to, index) => {
    const from = line[index - 1] ?? to;
    return sum + Math.hypot(to.x - from.x, to.y - from.y);
  }, 0);
}

const between = (from: Point, to: Point, share: number): Point => ({
  x: from.x + (to.x - from.x) * share,
  y: from.y + (to.y - from.y) * share,
});

/** The path of a line, as SVG writes it. */
export const pathOf = (line: readonly Point[]) => `M${line.map(({ x, y }) => `${x} ${y}`).join('L')}`;

/** The triangle at the end of a line. */
export function arrowAt(line: readonly Point[], size: number): string {
  const [from, tip] = line.slice(-2);
  if (from === undefined || tip === undefined) return '';
  const length = Math.hypot(tip.x - from.x, tip.y - from.y) || 1;
  const [dx, dy] = [((tip.x - from.x) / length) * size, ((tip.y - from.y) / length) * size];
  const corner = (side: number) => `${tip.x - dx - side * dy * 0.6} ${tip.y - dy + side * dx * 0.6}`;
  return `M${tip.x} ${tip.y}L${corner(1)}L${corner(-1)}Z`;
}
