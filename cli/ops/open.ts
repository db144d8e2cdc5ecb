import type { Sight } from '../../functions/reconciler/judge-order.ts';
import { opsCommand } from './command.ts';
import { oneLine } from './one-line.ts';
import { type OpenOrdersFound, readOpenOrders } from './open-orders.ts';

export const openCommand = opsCommand({
  name: 'open',
  does: 'Lists the orders whose status is not final, oldest first.',
  run: async (system) => {
    const found = await readOpenOrders(system);
    return { data: found, text: openOrdersText(found, 'No order is open.') };
  },
});

export const failedCommand = opsCommand({
  name: 'failed',
  does: 'Lists the open orders whose event, or whose payment event, can never be published as it is.',
  define: (command) => command.addHelpText('after', '\nExit code 1 if there are any.'),
  run: async (system) => {
    const { open, unreadable } = await readOpenOrders(system);
    const failed = open.filter(({ order, payment }) => order.publishFailure ?? payment?.publishFailure);
    const found = { open: failed, unreadable };
    const text = openOrdersText(found, 'Nothing waits for an operator.');
    return { data: found, text, ok: failed.length + unreadable.length === 0 };
  },
});

/** One line per order: since when, how far it is, and what is wrong. */
function openOrdersText({ open, unreadable }: OpenOrdersFound, nothing: string): string {
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
