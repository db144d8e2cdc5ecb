import { Option } from 'commander';
import pLimit from 'p-limit';
import * as z from 'zod/mini';
import type { Receipt } from '../../functions/contracts/cloud-event.ts';
import { OrderPlaced } from '../../functions/contracts/order-placed.ts';
import { type OrderCancellation, type OrderRow, OrderStatus } from '../../functions/contracts/order-row.ts';
import type { PaymentRow } from '../../functions/contracts/payment-row.ts';
import type { EncodedRecord } from '../../functions/contracts/quarantined-record.ts';
import { consumerNamed, lagOf, readTopic } from './ask-kafka.ts';
import { age, counted, limit, oneLine, opsCommand, secondsSince } from './command.ts';
import { type GatewayView, type OrderView, readOrder, viewOrder } from './order-view.ts';
import type { System } from './system.ts';
import { watchOrder } from './watch-order.ts';

export const orderCommand = opsCommand<{ watch: boolean }>({
  name: 'order',
  does: 'Shows one order from end to end: row, receipts, payment, what the gateway holds, and the records read from Kafka.',
  define: (command) =>
    command
      .argument('<orderId>')
      .option('--watch', 'first print each step, on the standard error, until the order is final', false)
      .addHelpText('after', '\nExit code 1 where the order is unknown, or Kafka or the gateway contradicts the rows.'),
  run: async (system, [orderId = ''], { watch }) => {
    if (watch) await watchOrder(system, orderId);
    const view = await viewOrder(system, orderId);
    if (view === undefined) return { data: null, text: `There is no order ${orderId}.`, ok: false };
    return { data: view, text: orderText(view), ok: view.contradictions.length === 0 };
  },
});

/** An order's view as a person reads it, a line a part. */
export const orderText = ({ order, payment, record, cancelRecord, gateway, contradictions }: OrderView) =>
  [
    `order    ${order.orderId}  ${order.status}  ${order.totalAmount} ${order.currency}  tenant ${order.tenant}, placed ${order.placedAt}`,
    `event    ${eventText(order)}`,
    `record   ${recordText(order.receipt, record)}`,
    ...(order.cancellation ? [`cancel   ${cancelText(order, order.cancellation, cancelRecord)}`] : []),
    `payment  ${paymentText(payment)}`,
    `gateway  ${gatewayText(gateway)}`,
    ...contradictions.map((problem) => `WRONG    ${problem}`),
  ].join('\n');

function eventText({ outbox, receipt, publishFailure, requeues }: OrderRow): string {
  const known = publishFailure
    ? `CAN'T BE PUBLISHED: ${publishFailure.reason} (${publishFailure.failedAt})`
    : publicationText(outbox, 1);
  return `${known}${receiptText(receipt)}${requeues > 0 ? `, requeued ${counted(requeues, 'time')}` : ''}`;
}

const publicationText = (outbox: OrderRow['outbox'], sequence: number) =>
  outbox?.entries[sequence] ? 'not confirmed by the broker yet' : 'published';

const receiptText = (receipt: Receipt | undefined) =>
  receipt ? `, receipt ${receipt.topic} ${receipt.partition}/${receipt.offset} of ${receipt.acknowledgedAt}` : '';

function cancelText(order: OrderRow, cancellation: OrderCancellation, record: OrderView['cancelRecord']): string {
  const { sequence, requestedAt } = cancellation;
  const receipt = order.receipts?.[sequence];
  const published = `${publicationText(order.outbox, sequence)}${receiptText(receipt)}`;
  return `requested ${requestedAt}, event ${sequence} ${published}; record: ${recordText(receipt, record)}`;
}

function recordText(receipt: Receipt | undefined, record: OrderView['record']): string {
  if (receipt === undefined) return 'no receipt to look by';
  return record ? 'is at the place of the receipt' : 'is not in the topic any more';
}

function paymentText(payment: PaymentRow | undefined): string {
  if (payment === undefined) return 'not claimed';
  const { state, gatewayReference, intentId, declineCode, reviewReason, attempts, firstAttemptAt } = payment;
  const why = [gatewayReference ?? intentId, declineCode, reviewReason].filter((word) => word !== undefined).join(', ');
  const tries = `${counted(attempts, 'attempt')} since ${firstAttemptAt}`;
  return `${state}${why && `  ${why}`}  ${tries}${openText(payment)}`;
}

function openText({ state, leaseUntil, dueAt, parkReason }: PaymentRow): string {
  if (state !== 'CHARGING' && state !== 'REFUND_DUE') return '';
  const held = state === 'CHARGING' ? `, leased until ${leaseUntil}` : '';
  const next = dueAt === undefined ? '' : `, next try ${dueAt}`;
  return `${held}${next}${parkReason === undefined ? '' : `: ${oneLine(parkReason)}`}`;
}

function gatewayText({ intents = [], unknown }: GatewayView): string {
  if (unknown !== undefined) return `not known: ${unknown}`;
  const charges = intents.map(({ id, status, amount, currency }) => `${id} ${status} ${amount} ${currency}`);
  return charges.join('; ') || 'holds nothing of this order';
}

interface OrdersOptions {
  readonly last: number;
  readonly within: number;
  readonly customer?: string;
  readonly status?: OrderStatus;
}

export const ordersCommand = opsCommand<OrdersOptions>({
  name: 'orders',
  does: 'Lists the orders that were published last, newest first, as their rows are now.',
  define: (command) =>
    command
      .option('--last <n>', 'at most so many', limit, 20)
      .option('--customer <id>', "only this customer's")
      .addOption(new Option('--status <status>', 'only those with this status').choices(OrderStatus.options))
      .option('--within <n>', 'look at so many of the last events in each partition', limit, 500)
      .addHelpText(
        'after',
        '\nIt reads the end of the topic, so that it costs the same whatever the history is. Orders that wait to be' +
          '\npublished: npm run ops -- open',
      ),
  run: async (system, _args, options) => {
    const orders = await lastOrders(system, options);
    const columns = { head: ['order', 'status', 'placed', 'amount', 'currency', 'customer'], rows: orders.map(cells) };
    return { data: orders, text: orders.map(line).join('\n') || 'No order matches.', columns };
  },
});

const READS_AT_ONCE = 16;

async function lastOrders(system: System, { last, within, customer, status }: OrdersOptions) {
  const atOnce = pLimit(READS_AT_ONCE);
  const rows = await Promise.all(
    (await lastOrderIds(system, within)).map((orderId) => atOnce(readOrder, system, orderId)),
  );
  return rows
    .filter((row): row is OrderRow => row !== undefined)
    .filter((row) => (customer ?? row.customerId) === row.customerId && (status ?? row.status) === row.status)
    .sort((one, other) => other.placedAt.localeCompare(one.placedAt))
    .slice(0, last);
}

/** The orders of the last events in each partition. */
export const lastOrderIds = async (system: System, within: number) => orderIdsOf(await lastRecords(system, within));

/** Each once, though a copy of its event may lie beside the first. Whoever may write to the topic can give a record any key. */
const orderIdsOf = (records: readonly EncodedRecord[]) =>
  [...new Set(records.map(({ key }) => Buffer.from(key ?? '', 'base64').toString()))].filter(
    (key) => z.safeParse(OrderPlaced.shape.orderId, key).success,
  );

async function lastRecords(system: System, within: number): Promise<readonly EncodedRecord[]> {
  const { topic, partitions } = await lagOf(system, consumerNamed(system, 'payment-processor'));
  const from = partitions.map(({ partition, end }) => ({ partition, next: Math.max(0, end - within), end }));
  const records: EncodedRecord[] = [];
  for await (const record of readTopic(system, topic, from)) records.push(record);
  return records;
}

const cells = ({ orderId, status, placedAt, totalAmount, currency, customerId }: OrderRow) => [
  ...[orderId, status, `${age(secondsSince(placedAt))} ago`],
  ...[totalAmount, currency, oneLine(customerId)],
];

const line = ({ orderId, status, placedAt, totalAmount, currency, customerId }: OrderRow) =>
  oneLine(
    `${orderId}  ${status.padEnd(9)}  ${age(secondsSince(placedAt))} ago  ${totalAmount} ${currency}  ${customerId}`,
  );
