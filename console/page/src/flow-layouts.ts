import type { EdgeId, NodeId } from '../../contract/live-events.ts';
import type { FlowLayout, LabelPlace, Point } from './flow-geometry.ts';

type Nodes = Readonly<Record<NodeId, Point>>;
interface Box {
  readonly width: number;
  readonly height: number;
}

/** From the edge of one box to that of another, which lies beside, above or below it. */
function across(from: Point, to: Point, box: Box): readonly [Point, Point] {
  const [x, y] = [Math.sign(to.x - from.x), from.x === to.x ? Math.sign(to.y - from.y) : 0];
  const [dx, dy] = [(x * box.width) / 2, (y * box.height) / 2];
  return [
    { x: from.x + dx, y: from.y + dy },
    { x: to.x - dx, y: to.y - dy },
  ];
}

/** The lines between neighbours, which both arrangements have. */
function neighbours(at: Nodes, box: Box): Omit<Record<EdgeId, readonly Point[]>, 'quarantine'> {
  return {
    accept: across(at['order-api'], at.orders, box),
    stream: across(at.orders, at['outbox-publisher'], box),
    publish: across(at['outbox-publisher'], at['order-placed'], box),
    consume: across(at['order-placed'], at['payment-processor'], box),
    claim: across(at['payment-processor'], at['payment-dedup'], box),
    charge: across(at['payment-processor'], at.gateway, box),
    decide: across(at['payment-dedup'], at['payment-publisher'], box),
    announce: across(at['payment-publisher'], at['payment-decided'], box),
    settle: [
      across(at['payment-decided'], at['status-updater'], box)[0],
      at['status-updater'],
      across(at['status-updater'], at.orders, box)[1],
    ],
    retry: across(at['payment-retrier'], at.gateway, box),
  };
}

function placedBy(at: Nodes, place: (from: Point, to: Point) => LabelPlace): Record<EdgeId, LabelPlace> {
  const of = (from: NodeId, to: NodeId) => place(at[from], at[to]);
  return {
    accept: of('order-api', 'orders'),
    stream: of('orders', 'outbox-publisher'),
    publish: of('outbox-publisher', 'order-placed'),
    consume: of('order-placed', 'payment-processor'),
    claim: of('payment-processor', 'payment-dedup'),
    charge: of('payment-processor', 'gateway'),
    decide: of('payment-dedup', 'payment-publisher'),
    announce: of('payment-publisher', 'payment-decided'),
    settle: of('status-updater', 'orders'),
    retry: of('payment-retrier', 'gateway'),
    quarantine: of('payment-processor', 'dead-letters'),
  };
}

/** In the gap: across a line that lies, beside one that stands. */
function inTheGap(from: Point, to: Point): LabelPlace {
  const [x, y] = [(from.x + to.x) / 2, (from.y + to.y) / 2];
  return from.x === to.x ? { x: x + 8, y, anchor: 'start' } : { x, y, anchor: 'middle' };
}

function wide(): FlowLayout {
  const box = { width: 148, height: 88 };
  const [top, middle, bottom] = [62, 222, 362];
  const nodes: Nodes = {
    'order-api': { x: 170, y: top },
    orders: { x: 370, y: top },
    'outbox-publisher': { x: 570, y: top },
    'order-placed': { x: 770, y: top },
    'payment-processor': { x: 970, y: top },
    gateway: { x: 1170, y: top },
    'payment-retrier': { x: 1170, y: middle },
    'payment-dedup': { x: 970, y: middle },
    'payment-publisher': { x: 770, y: middle },
    'payment-decided': { x: 570, y: middle },
    'status-updater': { x: 370, y: middle },
    'dead-letters': { x: 970, y: bottom },
  };
  const labels = placedBy(nodes, inTheGap);
  return {
    name: 'wide',
    width: 1250,
    height: 412,
    box,
    nodes,
    client: { x: 38, y: top },
    edges: {
      ...neighbours(nodes, box),
      quarantine: polyline([1_015, top + 44], [1_015, 142], [1_070, 142], [1_070, bottom], [1_044, bottom]),
    },
    // The claim's words make room for the way to the dead letters.
    labels: {
      ...labels,
      claim: { ...labels.claim, x: 962, anchor: 'end' },
      quarantine: { x: 1_078, y: bottom - 26, anchor: 'start' },
    },
    quiet: [polyline([66, top], [96, top]), polyline([370, middle + 44], [370, bottom], [896, bottom])],
  };
}

function tall(): FlowLayout {
  const box = { width: 148, height: 88 };
  const [left, right] = [88, 278];
  const row = (index: number) => 92 + index * 132;
  const nodes: Nodes = {
    'order-api': { x: left, y: row(0) },
    orders: { x: left, y: row(1) },
    'outbox-publisher': { x: left, y: row(2) },
    'order-placed': { x: left, y: row(3) },
    'payment-processor': { x: left, y: row(4) },
    gateway: { x: left, y: row(5) },
    'payment-retrier': { x: right, y: row(5) },
    'payment-dedup': { x: right, y: row(4) },
    'payment-publisher': { x: right, y: row(3) },
    'payment-decided': { x: right, y: row(2) },
    'status-updater': { x: right, y: row(1) },
    'dead-letters': { x: 183, y: row(6) },
  };
  return {
    name: 'tall',
    width: 366,
    height: row(6) + 50,
    box,
    nodes,
    client: { x: left, y: 16 },
    edges: {
      ...neighbours(nodes, box),
      quarantine: polyline([14, row(4)], [6, row(4)], [6, row(6)], [109, row(6)]),
    },
    labels: { ...placedBy(nodes, inTheGap), quarantine: { x: 12, y: row(6) - 16, anchor: 'start' } },
    quiet: [polyline([left, 28], [left, 48]), polyline([352, row(1)], [360, row(1)], [360, row(6)], [257, row(6)])],
  };
}

const polyline = (...points: readonly (readonly [number, number])[]): readonly Point[] =>
  points.map(([x, y]) => ({ x, y }));

/** In a row there and back, for a screen; in two columns, for a telephone. */
export const FLOW_LAYOUTS: readonly [FlowLayout, FlowLayout] = [wide(), tall()];
