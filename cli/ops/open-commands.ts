import pLimit from 'p-limit';
import type { PaymentRow } from '../../functions/contracts/payment-row.ts';
import type { Snapshot } from '../../functions/reconciler/classify-order.ts';
import type { Columns } from '../table-text.ts';
import { age, counted, limit, oneLine, opsCommand, secondsSince } from './command.ts';
import { type OpenOrdersFound, readOpenOrders } from './open-orders.ts';
import { readPayment } from './order-view.ts';
import type { System } from './system.ts';

/** An open order with what its payment row says of the attempts, where more are to come. */
export interface OpenOrder extends Snapshot {
  readonly ageSeconds: number;
  readonly tried?: Pick<PaymentRow, 'state' | 'attempts' | 'parkReason' | 'dueAt' | 'leaseUntil'>;
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
    const text = lines.join('\n') || 'No order is open.';
    return { data: { open: shown, unreadable, more }, text, columns: columnsOf({ open: shown, unreadable, more }) };
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
    return { data: found, text, columns: columnsOf(found), ok: failed.length + unreadable.length === 0 };
  },
});

const READS_AT_ONCE = 16;

function withAttempts(system: System, open: readonly Snapshot[]): Promise<readonly OpenOrder[]> {
  const atOnce = pLimit(READS_AT_ONCE);
  return Promise.all(
    open.map(async (snapshot) => {
      const ageSeconds = Math.floor(secondsSince(snapshot.order.placedAt));
      if (!isTried(snapshot.payment)) return { ...snapshot, ageSeconds };
      const row = await atOnce(readPayment, system, snapshot.order.orderId);
      return { ...snapshot, ageSeconds, ...(row && isTried(row) && { tried: row }) };
    }),
  );
}

const isTried = (payment: Pick<PaymentRow, 'state'> | undefined) =>
  payment?.state === 'CHARGING' || payment?.state === 'REFUND_DUE';

interface OpenOrders extends Pick<OpenOrdersFound, 'unreadable'> {
  readonly open: readonly OpenOrder[];
}

const openOrders = ({ open, unreadable }: OpenOrders): readonly string[] => [
  ...open.map(entry),
  ...unreadable.map(({ rowKey, reason }) => `${rowKey}  CAN'T BE READ: ${oneLine(reason)}`),
];

const columnsOf = ({ open, unreadable, more = 0 }: OpenOrders & { readonly more?: number }): Columns => ({
  head: ['order', 'status', 'placed', 'event', 'payment'],
  rows: [
    ...open.map((found) => [
      ...[found.order.orderId, found.order.status, `${age(found.ageSeconds)} ago`],
      ...[eventText(found), paymentText(found)],
    ]),
    ...unreadable.map(({ rowKey, reason }) => [rowKey, "CAN'T BE READ", '', '', oneLine(reason)]),
    ...(more > 0 ? [[`… and ${more} more: --limit`, '', '', '', '']] : []),
  ],
});

/** Two lines. */
function entry(found: OpenOrder): string {
  const { order, ageSeconds } = found;
  return [
    `${order.orderId}  ${order.status}  placed ${age(ageSeconds)} ago, ${eventText(found)}`,
    `  ${paymentText(found)}`,
  ].join('\n');
}

function eventText(found: OpenOrder): string {
  const { requeues, cancellation } = found.order;
  const requeued = requeues > 0 ? `, requeued ${counted(requeues, 'time')}` : '';
  return `${cancellation ? 'cancellation requested, ' : ''}${publication(found)}${requeued}`;
}

function publication({ order: { publishFailure, outbox } }: Snapshot): string {
  if (publishFailure) return `its event CAN'T BE PUBLISHED: ${oneLine(publishFailure.reason)}`;
  if (outbox === undefined) return 'published';
  return outbox.entries['1'] ? 'not published yet' : 'its cancellation not published yet';
}

function paymentText({ payment, tried }: OpenOrder): string {
  if (payment === undefined) return 'no payment yet';
  if (payment.publishFailure)
    return `payment ${payment.state}, its event CAN'T BE PUBLISHED: ${oneLine(payment.publishFailure.reason)}`;
  return `payment ${payment.state}${tried === undefined ? '' : `, ${attemptsText(tried)}`}`;
}

function attemptsText({ state, attempts, parkReason, dueAt, leaseUntil }: NonNullable<OpenOrder['tried']>): string {
  const tries = counted(attempts, 'attempt');
  const why = parkReason === undefined ? '' : `: ${oneLine(parkReason)}`;
  if (dueAt === undefined)
    return `${tries}${why}, ${state === 'CHARGING' ? `in progress until ${leaseUntil}` : 'not due'}`;
  const late = secondsSince(dueAt);
  return `${tries}${why}, next try ${late < 0 ? `in ${age(-late)}` : `due for ${age(late)}`}`;
}
