import type { EdgeFigures, EdgeId, NodeFigures, NodeId } from '../../contract/live-events.ts';
import { formatCount, formatDuration, formatNumberOf } from './console-format.ts';

interface StationWords {
  readonly kind: string;
  /** What it counts, where it is a store: one of them. */
  readonly holds?: string;
  /** Where its evidence is. */
  readonly href: string;
}

const FUNCTION = { kind: 'function', href: '#/operate' } as const;

export const STATIONS: Readonly<Record<NodeId, StationWords>> = {
  'order-api': FUNCTION,
  orders: { kind: 'table, with the outbox', holds: 'order', href: '#/orders' },
  'outbox-publisher': FUNCTION,
  'order-placed': { kind: 'topic', holds: 'event', href: '#/topics' },
  'payment-processor': FUNCTION,
  'payment-dedup': { kind: 'table: claim, lease', holds: 'payment', href: '#/payments' },
  gateway: { kind: 'outside', holds: 'charge', href: '#/payments' },
  'payment-publisher': FUNCTION,
  'payment-decided': { kind: 'topic', holds: 'event', href: '#/topics' },
  'status-updater': FUNCTION,
  'payment-retrier': FUNCTION,
  'dead-letters': { kind: 'set aside', holds: 'dead letter', href: '#/dead-letters' },
};

interface EdgeWords {
  readonly says: string;
  readonly href: string;
  readonly ends: readonly NodeId[];
}

/** What passes each edge, where that is seen, and the stations without which nothing passes. */
export const EDGE_WORDS: Readonly<Record<EdgeId, EdgeWords>> = {
  accept: { says: 'orders saved', href: '#/orders', ends: ['order-api', 'orders'] },
  stream: { says: 'rows read from the stream', href: '#/operate', ends: ['orders', 'outbox-publisher'] },
  publish: { says: 'events acknowledged', href: '#/topics', ends: ['outbox-publisher', 'order-placed'] },
  consume: { says: 'events consumed', href: '#/topics', ends: ['order-placed', 'payment-processor'] },
  claim: { says: 'payments claimed and settled', href: '#/payments', ends: ['payment-processor', 'payment-dedup'] },
  charge: { says: 'charges', href: '#/payments', ends: ['payment-processor', 'gateway'] },
  decide: { says: 'decisions read from the stream', href: '#/operate', ends: ['payment-dedup', 'payment-publisher'] },
  announce: { says: 'decisions acknowledged', href: '#/topics', ends: ['payment-publisher', 'payment-decided'] },
  settle: { says: 'statuses updated', href: '#/orders', ends: ['payment-decided', 'status-updater'] },
  retry: { says: 'payments retried', href: '#/payments', ends: ['payment-retrier', 'gateway'] },
  quarantine: { says: 'records set aside', href: '#/dead-letters', ends: ['dead-letters'] },
};

/** The line of what a station does or holds at the moment. */
export function stationFigure(id: NodeId, { count, inFlight }: NodeFigures): string {
  const { holds } = STATIONS[id];
  if (holds === undefined) return `${formatCount(inFlight)} in flight`;
  return count === undefined ? `${holds}s not counted` : formatNumberOf(count, holds);
}

/** The line of what went wrong there since the console started. */
export function stationTroubles({ retries, errors }: NodeFigures): string {
  const parts = [
    retries > 0 ? (retries === 1 ? '1 retry' : `${formatCount(retries)} retries`) : '',
    errors > 0 ? formatNumberOf(errors, 'error') : '',
  ];
  return parts.filter(Boolean).join(', ');
}

/** An edge, read aloud. */
export function spokenEdge(id: EdgeId, { perSecond, p99 }: EdgeFigures): string {
  const late = p99 === null ? '' : `, 99 percent within ${formatDuration(p99)} of placing`;
  return `${EDGE_WORDS[id].says}: ${perSecond.toFixed(1)} a second${late}`;
}

/** A duration in few letters: `340 ms`, `1.6 s`, `184 s`, `17 min`. */
export function briefDuration(ms: number): string {
  if (ms < 9_950) return formatDuration(ms);
  const seconds = Math.round(ms / 1_000);
  if (seconds < 1_000) return `${seconds} s`;
  return seconds < 60_000 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`;
}
