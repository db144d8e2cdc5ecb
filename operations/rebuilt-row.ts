import type { SourceRecord } from '../functions/contracts/cloud-event.ts';
import { ORDER_PLACED } from '../functions/contracts/order-placed.ts';
import type { OrderRow } from '../functions/contracts/order-row.ts';
import type { PaymentDecided } from '../functions/contracts/payment-decided.ts';
import type { PaymentRow } from '../functions/contracts/payment-row.ts';
import { dueShardOf } from '../functions/payments/payment-rows.ts';

/** What an order, or an event, says about its payment. */
export type KnownPayment = Pick<PaymentDecided, 'state' | 'gatewayReference' | 'declineCode' | 'decidedAt'>;

/** An event of a payment, with the trace that its headers name. */
export interface PaymentEvent extends PaymentDecided {
  readonly traceparent: string;
}

/** What is written onto a row. With a state it is a decision, which takes the row out of the index of due payments. */
export type RowChange = Partial<PaymentRow> & { readonly owner: string };

/** The PaymentDedup table that was restored. */
export interface RestoredRows {
  /** As it is now; `unreadable` is a row that no attempt can read either, so that it charges nobody. */
  find(eventId: string): Promise<PaymentRow | 'unreadable' | undefined>;
  /** Never overwrites; false where there is a row already. */
  insert(row: PaymentRow): Promise<boolean>;
  /** Changes a row that is as it was seen; false where it is not. */
  change(seen: PaymentRow, change: RowChange): Promise<boolean>;
}

/** An attempt of before the restore that wakes up can change nothing. */
export const OWNER = 'rebuilt';

/** A state is only ever replaced by one of a higher rank. A refund that is due follows from the order's cancellation. */
export const PAYMENT_RANK: Readonly<Record<PaymentRow['state'], number>> = {
  CHARGING: 0,
  IN_REVIEW: 1,
  CAPTURED: 2,
  DECLINED: 2,
  VOID: 2,
  REFUND_DUE: 2,
  REFUNDED: 3,
};

/** The row of an order whose own was lost: with its decision, or to be looked up at the gateway. */
export function rebuiltRow(order: OrderRow, now: string): PaymentRow {
  const { orderId, tenant, totalAmount: amount, currency, traceparent, placedAt } = order;
  const eventId = ORDER_PLACED.eventId(orderId);
  const row = rowWith({ eventId, orderId, tenant, amount, currency, traceparent, source: recordOf(order) }, placedAt);
  return { ...row, ...(order.payment ? decisionOf(row, order.payment) : lookUpOf(row, order, now)) };
}

/** The row of a payment whose order is lost, too. */
export function rowOfEvent(event: PaymentEvent): PaymentRow {
  const { orderEventId: eventId, orderId, tenant, amount, currency, traceparent, source } = event;
  // Nobody knows when a payment in review was tried first, and its intents are listed from there on.
  const since = event.state === 'IN_REVIEW' ? new Date(0).toISOString() : event.decidedAt;
  const row = rowWith({ eventId, orderId, tenant, amount, currency, traceparent, source }, since);
  return { ...row, ...decisionOf(row, event) };
}

/** The decision that a restored row is behind; undefined where it is not. */
export const missingDecision = (seen: PaymentRow, known: KnownPayment | undefined): RowChange | undefined =>
  known && PAYMENT_RANK[known.state] > PAYMENT_RANK[seen.state] ? decisionOf(seen, known) : undefined;

/** What makes an attempt, or an operator, look up the intents that an undecided row may have got since; undefined where it names its own. */
export function missingLookUp(seen: PaymentRow, order: OrderRow, now: string): RowChange | undefined {
  return namesNoIntent(seen) && !seen.intentsUnknown ? lookUpOf(seen, order, now) : undefined;
}

/** Whether the gateway alone knows which intents a row has. */
export const isToLookUp = (row: PaymentRow) => namesNoIntent(row) && row.intentsUnknown === true;

/** Whether a row that is not decided lacks the intent that it would be decided by. */
const namesNoIntent = ({ state, intentId }: PaymentRow) =>
  (state === 'CHARGING' || state === 'IN_REVIEW') && intentId === undefined;

/** Whether of two final states one must be wrong. */
export const contradicts = (seen: PaymentRow, known: KnownPayment | undefined): boolean =>
  known !== undefined &&
  Math.min(PAYMENT_RANK[seen.state], PAYMENT_RANK[known.state]) >= PAYMENT_RANK.CAPTURED &&
  hasCaptured(seen) !== hasCaptured(known);

const hasCaptured = ({ state }: Pick<PaymentRow, 'state'>) => state !== 'DECLINED' && state !== 'VOID';

type Facts = Pick<PaymentRow, 'eventId' | 'orderId' | 'tenant' | 'amount' | 'currency' | 'traceparent' | 'source'>;

const rowWith = (facts: Facts, since: string): PaymentRow => ({
  ...facts,
  state: 'CHARGING',
  owner: OWNER,
  leaseUntil: since,
  attempts: 1,
  firstAttemptAt: since,
  requeues: 0,
});

function decisionOf({ intentId }: PaymentRow, known: KnownPayment): RowChange {
  const { state, decidedAt, gatewayReference, declineCode } = known;
  const facts = {
    owner: OWNER,
    state,
    decidedAt,
    ...(gatewayReference !== null && { gatewayReference }),
    ...(declineCode !== null && { declineCode }),
  };
  if (state === 'IN_REVIEW') return { ...facts, ...REVIEW, ...(intentId === undefined && { intentsUnknown: true }) };
  const isUnnamed = hasCaptured(known) && intentId === undefined && gatewayReference !== null;
  return { ...facts, ...(isUnnamed && { intentId: gatewayReference }) };
}

const REVIEW = { reviewReason: 'it was in review when its row was rebuilt' };

/** Its intents may be as old as the order. A row whose record nobody knows waits for its event, which names it. */
function lookUpOf({ eventId, state, source }: PaymentRow, order: OrderRow, now: string): RowChange {
  const { placedAt, paymentMethod, gatewayCustomer, cancellation } = order;
  const common = {
    owner: OWNER,
    intentsUnknown: true,
    firstAttemptAt: placedAt,
    ...(cancellation && { cancelRequested: true }),
  };
  if (state !== 'CHARGING') return common;
  return {
    ...common,
    leaseUntil: placedAt,
    paymentMethod,
    ...(gatewayCustomer !== undefined && { gatewayCustomer }),
    ...(source.offset !== UNKNOWN && { dueAt: now, dueShard: dueShardOf(eventId) }),
  };
}

const UNKNOWN = -1;

function recordOf({ receipt, placedAt }: OrderRow): SourceRecord {
  const timestamp = Date.parse(receipt?.acknowledgedAt ?? placedAt);
  const { topic, partition, offset } = receipt ?? { topic: ORDER_PLACED.topic, partition: UNKNOWN, offset: UNKNOWN };
  return { topic, partition, offset, timestamp };
}

/** Somebody makes payments from rows that are being rebuilt. */
export class NotStopped extends Error {
  override readonly name = 'NotStopped';
  constructor(orderId: string) {
    super(
      `The payment of ${orderId} was changed meanwhile. Stop consumers and retrier, and run it again: docs/data.md.`,
    );
  }
}
