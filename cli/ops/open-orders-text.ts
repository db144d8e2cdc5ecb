import type { Sight } from '../../functions/reconciler/judge-order.ts';
import { oneLine } from './one-line.ts';
import type { OpenOrdersFound } from './open-orders.ts';

/** A line an order: since when, where it is, and what is wrong. */
export function openOrdersText({ open, unreadable }: OpenOrdersFound, nothing: string): string {
  const lines = [
    ...open.map(lineOf),
    ...unreadable.map(({ rowKey, reason }) => `${rowKey}  CAN'T BE READ: ${oneLine(reason)}`),
  ];
  return lines.length > 0 ? lines.join('\n') : nothing;
}

const lineOf = ({ order, payment }: Sight) =>
  [
    order.orderId,
    order.placedAt,
    order.status.padEnd(9),
    order.outbox ? 'not published' : 'published    ',
    `payment ${payment?.state ?? 'not claimed'}`,
    ...[order.publishFailure, payment?.publishFailure].flatMap((failure) =>
      failure ? `CAN'T BE PUBLISHED: ${oneLine(failure.reason)}` : [],
    ),
    ...(order.requeues > 0 ? [`requeued ${order.requeues} ${order.requeues === 1 ? 'time' : 'times'}`] : []),
  ].join('  ');
