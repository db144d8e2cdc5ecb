import type { OrderRow } from '../../functions/contracts/order-row.ts';
import type { PaymentRow } from '../../functions/contracts/payment-row.ts';
import type { GatewayView } from './gateway-view.ts';
import type { OrderView } from './order-view.ts';

/** An order's view as a person reads it, a line a part. */
export const orderText = ({ order, payment, record, gateway, contradictions }: OrderView) =>
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
  return `${failure}${place}${requeues > 0 ? `, requeued ${requeues} ${requeues === 1 ? 'time' : 'times'}` : ''}`;
}

function recordText({ receipt }: OrderRow, record: OrderView['record']): string {
  if (receipt === undefined) return 'no receipt to look by';
  return record ? 'is at the place of the receipt' : 'is not in the topic any more';
}

function paymentText(payment: PaymentRow | undefined): string {
  if (payment === undefined) return 'not claimed';
  const { state, gatewayReference, declineCode, reviewReason, attempts, firstAttemptAt, leaseUntil } = payment;
  const why = [gatewayReference, declineCode, reviewReason].filter((word) => word !== undefined).join(', ');
  const lease = state === 'CHARGING' ? `, leased until ${leaseUntil}` : '';
  return `${state}${why && `  ${why}`}  ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'} since ${firstAttemptAt}${lease}`;
}

function gatewayText({ intents = [], unknown }: GatewayView): string {
  if (unknown !== undefined) return `not known: ${unknown}`;
  const charges = intents.map(({ id, status, amount, currency }) => `${id} ${status} ${amount} ${currency}`);
  return charges.join('; ') || 'holds nothing of this order';
}
