import type { SourceRecord } from '../contracts/cloud-event.ts';
import type { OrderPlaced } from '../contracts/order-placed.ts';
import { DUE_PAYMENTS, type PaymentRow } from '../contracts/payment-row.ts';
import { shardOf } from '../platform/shard.ts';
import type { PaymentIdentity, PaymentRequest } from './payment-gateway.ts';

/** An order to charge, as its event describes it. */
export interface PaymentOrder extends OrderPlaced {
  readonly eventId: string;
  readonly traceparent: string;
  readonly source: SourceRecord;
}

/** The row of an order's first attempt; its lease is over. */
export const newPaymentRow = (
  order: PaymentOrder,
  { owner, now }: { readonly owner: string; readonly now: string },
): PaymentRow => ({
  eventId: order.eventId,
  orderId: order.orderId,
  tenant: order.tenant,
  amount: order.totalAmount,
  currency: order.currency,
  state: 'CHARGING',
  owner,
  leaseUntil: now,
  attempts: 1,
  firstAttemptAt: now,
  traceparent: order.traceparent,
  source: order.source,
  requeues: 0,
});

/** What of an order its payment must agree with. */
export type PaidOrder = Pick<PaymentOrder, 'orderId' | 'tenant' | 'totalAmount' | 'currency'>;

/** Whether a row under an event's id is of the order that the event is about. */
export const isOf = (order: PaidOrder, row: PaymentRow) =>
  row.orderId === order.orderId &&
  row.tenant === order.tenant &&
  row.amount === order.totalAmount &&
  row.currency === order.currency;

export const identityOf = ({ eventId, orderId, amount, currency, traceparent }: PaymentRow): PaymentIdentity => ({
  eventId,
  orderId,
  amount,
  currency,
  traceparent,
});

/** The request that a row's order is charged by; a repetition is identical to the first. */
export const requestOf = (row: PaymentRow, paymentMethod: string): PaymentRequest => ({
  ...identityOf(row),
  tenant: row.tenant,
  paymentMethod,
  gatewayCustomer: row.gatewayCustomer,
});

const FIRST_DELAY_SECONDS = 5;
const LONGEST_DELAY_SECONDS = 3_600;

/** When the next attempt is due: from seconds after the first to an hour after the tenth and all later ones. */
export const nextAttemptAt = (now: Date, attempts: number) =>
  secondsAfter(now, Math.min(LONGEST_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2 ** Math.max(0, attempts - 1)));

export const secondsAfter = (moment: Date, seconds: number) =>
  new Date(moment.getTime() + seconds * 1_000).toISOString();

/** The part of the index of due payments that an event's row belongs to. */
export const dueShardOf = (eventId: string) => shardOf(eventId, DUE_PAYMENTS.shards);
