import { describe, expect, it } from 'vitest';
import { EDGES, NODES } from '../../../console/contract/live-events.ts';
import {
  arrowAt,
  type FlowLayout,
  type LabelPlace,
  type Point,
  pathOf,
  pointAt,
} from '../../../console/page/src/flow-geometry.ts';
import { FLOW_LAYOUTS } from '../../../console/page/src/flow-layouts.ts';

const overlap = (size: { readonly width: number; readonly height: number }, one: Point, other: Point) =>
  Math.abs(one.x - other.x) < size.width && Math.abs(one.y - other.y) < size.height;

const isInside = ({ box, nodes }: FlowLayout, { x, y }: Point) =>
  NODES.filter((id) => Math.abs(nodes[id].x - x) < box.width / 2 && Math.abs(nodes[id].y - y) < box.height / 2);

describe.each(FLOW_LAYOUTS.map((layout) => ({ layout, name: layout.name })))('the $name arrangement', ({ layout }) => {
  const { box, nodes, edges, labels, width, height } = layout;

  it('has a place for each station, over no other and inside the drawing', () => {
    const pairs = NODES.flatMap((one, index) => NODES.slice(index + 1).map((other) => [one, other] as const));

    expect(pairs.filter(([one, other]) => overlap(box, nodes[one], nodes[other]))).toEqual([]);
    for (const { x, y } of NODES.map((id) => nodes[id])) {
      expect(x - box.width / 2).toBeGreaterThanOrEqual(0);
      expect(x + box.width / 2).toBeLessThanOrEqual(width);
      expect(y - box.height / 2).toBeGreaterThanOrEqual(0);
      expect(y + box.height / 2).toBeLessThanOrEqual(height);
    }
  });

  it('draws each edge upright or level, from the border of a box to that of another', () => {
    for (const line of EDGES.map((id) => edges[id])) {
      for (const [index, { x, y }] of line.slice(1).entries())
        expect([x - (line[index]?.x ?? 0), y - (line[index]?.y ?? 0)]).toContain(0);
      for (const end of [line.at(0), line.at(-1)]) expect(touches(layout, end)).toBe(true);
    }
  });

  it('writes the figures of each edge where no box is, and no line but their own', () => {
    const lines = [...EDGES.map((id) => ({ id, line: edges[id] })), ...layout.quiet.map((line) => ({ id: '', line }))];

    for (const id of EDGES) {
      const { start, end, y } = wordsAt(labels[id]);
      const crossing = lines.filter(({ line, id: other }) => other !== id && crosses(line, { start, end, y }));

      expect([...isInside(layout, { x: start, y }), ...isInside(layout, { x: end, y })]).toEqual([]);
      expect({ id, crossing }).toEqual({ id, crossing: [] });
    }
  });
});

/** The length of `340 ms`, in two lines. */
function wordsAt({ x, y, anchor }: LabelPlace) {
  const start = { start: x, middle: x - 20, end: x - 40 }[anchor];
  return { start, end: start + 40, y };
}

function crosses(line: readonly Point[], { start, end, y }: ReturnType<typeof wordsAt>) {
  return line.slice(1).some((to, index) => {
    const from = line[index] ?? to;
    const [left, right] = [Math.min(from.x, to.x), Math.max(from.x, to.x)];
    const [top, bottom] = [Math.min(from.y, to.y), Math.max(from.y, to.y)];
    return left < end && right > start && top < y + 14 && bottom > y - 14;
  });
}

function touches({ box, nodes }: FlowLayout, end: Point | undefined) {
  return NODES.map((id) => nodes[id]).some(({ x, y }) => {
    const [dx, dy] = [Math.abs((end?.x ?? Number.NaN) - x), Math.abs((end?.y ?? Number.NaN) - y)];
    return (dx === box.width / 2 && dy <= box.height / 2) || (dy === box.height / 2 && dx <= box.width / 2);
  });
}

describe('a point along a line', () => {
  const corner = [
    { x: 0, y: 0 },
    { x: 10, y: 0 },
    { x: 10, y: 30 },
  ];

  it.each([
    { share: 0, at: { x: 0, y: 0 } },
    { share: 0.125, at: { x: 5, y: 0 } },
    { share: 0.25, at: { x: 10, y: 0 } },
    { share: 0.5, at: { x: 10, y: 10 } },
    { share: 1, at: { x: 10, y: 30 } },
  ])('is found by its share of the way: $share', ({ share, at }) => {
    expect(pointAt(corner, share)).toEqual(at);
  });

  it('is the end after the whole way, and the only point of a line that has one', () => {
    expect(pointAt(corner, 2)).toEqual({ x: 10, y: 30 });
    expect(pointAt([{ x: 3, y: 4 }], 0.5)).toEqual({ x: 3, y: 4 });
  });
});

describe('writing lines for SVG', () => {
  it('moves to the first point and draws to the others', () => {
    expect(
      pathOf([
        { x: 1, y: 2 },
        { x: 3, y: 4 },
      ]),
    ).toBe('M1 2L3 4');
  });

  it('puts the tip of the arrow at the end, in the direction of the last part', () => {
    expect(
      arrowAt(
        [
          { x: 0, y: 0 },
          { x: 0, y: 50 },
        ],
        10,
      ),
    ).toBe('M0 50L-6 40L6 40Z');
  });
});
