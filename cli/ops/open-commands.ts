import pLimit from 'p-limit';
import type { PaymentRow } from '../../functions/contracts/payment-row.ts';
import type { Snapshot } from '../../functions/reconciler/classify-order.ts';
import { limit, opsCommand } from './command.ts';
import { age, counted, oneLine, secondsSince } from './one-line.ts';
import { type OpenOrdersFound, readOpenOrders } from './open-orders.ts';
import { readPayment } from './order-view.ts';
import type { System } from './system.ts';

/** An open order with what its payment row says of the attempts, where there is one. */
export interface OpenOrder extends Snapshot {
  readonly ageSeconds: number;
  readonly charging?: Pick<PaymentRow, 'attempts' | 'parkReason' | 'dueAt' | 'leaseUntil'>;
}

export const openCommand = opsCommand<{ limit: number }>({
  name: 'open',
  does: 'Lists the orders whose status is not final, oldest first: how far each is, what it waits for, the next try.',
  define: (command) => command.option('--limit <n>', 'list at most so many', limit, 100),
  run: async (system, _args, options) => {
    const { open, unreadable } = await readOpenOrders(system);
    const shown = await withAttempts(system, open.slice(0, options.limit));
    const more = open.length - shown.length;
    const lines = [...openOrders({ open: shown, unreadable }), ...(more > 0 ? [`… and ${more} more`] : [])];
    return { data: { open: shown, unreadable, more }, text: lines.join('\n') || 'No order is open.' };
  },
});

export const failedCommand = opsCommand({
  name: 'failed',
  does: 'Lists the open orders whose event, or whose payment event, can never be published as it is.',
  define: (command) => command.addHelpText('after', '\nExit code 1 if there are any.'),
  run: async (system) => {
    const { open, unreadable } = await readOpenOrders(system);
    const failed = open.filter(({ order, payment }) => order.publishFailure ?? payment?.publishFailure);
    const found = { open: await withAttempts(system, failed), unreadable };
    const text = openOrders(found).join('\n') || 'Nothing waits for an operator.';
    return { data: found, text, ok: failed.length + unreadable.length === 0 };
  },
});

const READS_AT_ONCE = 16;

function withAttempts(system: System, open: readonly Snapshot[]): Promise<readonly OpenOrder[]> {
  const atOnce = pLimit(READS_AT_ONCE);
  return Promise.all(
    open.map(async (snapshot) => {
      const ageSeconds = Math.floor(secondsSince(snapshot.order.placedAt));
      if (snapshot.payment?.state !== 'CHARGING') return { ...snapshot, ageSeconds };
      const row = await atOnce(readPayment, system, snapshot.order.orderId);
      return { ...snapshot, ageSeconds, ...(row?.state === 'CHARGING' && { charging: row }) };
    }),
  );
}

interface OpenOrders extends Pick<OpenOrdersFound, 'unreadable'> {
  readonly open: readonly OpenOrder[];
}

const openOrders = ({ open, unreadable }: OpenOrders): readonly string[] => [
  ...open.map(entry),
  ...unreadable.map(({ rowKey, reason }) => `${rowKey}  CAN'T BE READ: ${oneLine(reason)}`),
];

/** Two lines. */
function entry(found: OpenOrder): string {
  const { order, ageSeconds } = found;
  const requeued = order.requeues > 0 ? `, requeued ${counted(order.requeues, 'time')}` : '';
  return [
    `${order.orderId}  ${order.status}  placed ${age(ageSeconds)} ago, ${publication(found)}${requeued}`,
    `  ${paymentText(found)}`,
  ].join('\n');
}

function publication({ order: { publishFailure, outbox } }: Snapshot): string {
  if (publishFailure) return `its event CAN'T BE PUBLISHED: ${oneLine(publishFailure.reason)}`;
  return outbox ? 'not published yet' : 'published';
}

function paymentText({ payment, charging }: OpenOrder): string {
  if (payment === undefined) return 'no payment yet';
  if (payment.publishFailure)
    return `payment ${payment.state}, its event CAN'T BE PUBLISHED: ${oneLine(payment.publishFailure.reason)}`;
  return charging === undefined ? `payment ${payment.state}` : `payment CHARGING, ${chargingText(charging)}`;
}

function chargingText({ attempts, parkReason, dueAt, leaseUntil }: NonNullable<OpenOrder['charging']>): string {
  const tries = counted(attempts, 'attempt');
  const why = parkReason === undefined ? '' : `: ${oneLine(parkReason)}`;
  if (dueAt === undefined) return `${tries}${why}, in progress until ${leaseUntil}`;
  const late = secondsSince(dueAt);
  return `${tries}${why}, next try ${late < 0 ? `in ${age(-late)}` : `due for ${age(late)}`}`;
}
