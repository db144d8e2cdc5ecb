import type { OrderRow } from '../../functions/contracts/order-row.ts';
import type { PaymentRow } from '../../functions/contracts/payment-row.ts';
import { opsCommand } from './command.ts';
import type { GatewayView } from './gateway-view.ts';
import { counted, oneLine } from './one-line.ts';
import { type OrderView, viewOrder } from './order-view.ts';

export const orderCommand = opsCommand({
  name: 'order',
  does: 'Shows one order from end to end: row, receipt, payment, what the gateway holds, and the record read from Kafka.',
  define: (command) =>
    command
      .argument('<orderId>')
      .addHelpText('after', '\nExit code 1 where the order is unknown, or Kafka or the gateway contradicts the rows.'),
  run: async (system, [orderId = '']) => {
    const view = await viewOrder(system, orderId);
    if (view === undefined) return { data: null, text: `There is no order ${orderId}.`, ok: false };
    return { data: view, text: orderText(view), ok: view.contradictions.length === 0 };
  },
});

/** An order's view as a person reads it, a line a part. */
const orderText = ({ order, payment, record, gateway, contradictions }: OrderView) =>
  [
    `order    ${order.orderId}  ${order.status}  ${order.totalAmount} ${order.currency}  tenant ${order.tenant}, placed ${order.placedAt}`,
    `event    ${eventText(order)}`,
    `record   ${recordText(order, record)}`,
    `payment  ${paymentText(payment)}`,
    `gateway  ${gatewayText(gateway)}`,
    ...contradictions.map((problem) => `WRONG    ${problem}`),
  ].join('\n');

function eventText({ outbox, receipt, publishFailure, requeues }: OrderRow): string {
  const slot = outbox ? 'not confirmed by the broker yet' : 'published';
  const place = receipt
    ? `, receipt ${receipt.topic} ${receipt.partition}/${receipt.offset} of ${receipt.acknowledgedAt}`
    : '';
  const failure = publishFailure ? `CAN'T BE PUBLISHED: ${publishFailure.reason} (${publishFailure.failedAt})` : slot;
  return `${failure}${place}${requeues > 0 ? `, requeued ${counted(requeues, 'time')}` : ''}`;
}

function recordText({ receipt }: OrderRow, record: OrderView['record']): string {
  if (receipt === undefined) return 'no receipt to look by';
  return record ? 'is at the place of the receipt' : 'is not in the topic any more';
}

function paymentText(payment: PaymentRow | undefined): string {
  if (payment === undefined) return 'not claimed';
  const { state, gatewayReference, intentId, declineCode, reviewReason, attempts, firstAttemptAt } = payment;
  const why = [gatewayReference ?? intentId, declineCode, reviewReason].filter((word) => word !== undefined).join(', ');
  const tries = `${counted(attempts, 'attempt')} since ${firstAttemptAt}`;
  return `${state}${why && `  ${why}`}  ${tries}${state === 'CHARGING' ? openText(payment) : ''}`;
}

function openText({ leaseUntil, dueAt, parkReason }: PaymentRow): string {
  const next = dueAt === undefined ? '' : `, next try ${dueAt}`;
  return `, leased until ${leaseUntil}${next}${parkReason === undefined ? '' : `: ${oneLine(parkReason)}`}`;
}

function gatewayText({ intents = [], unknown }: GatewayView): string {
  if (unknown !== undefined) return `not known: ${unknown}`;
  const charges = intents.map(({ id, status, amount, currency }) => `${id} ${status} ${amount} ${currency}`);
  return charges.join('; ') || 'holds nothing of this order';
}
