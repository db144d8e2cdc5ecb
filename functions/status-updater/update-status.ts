import { isForeignOrder } from '../contracts/foreign-order.ts';
import { type OrderRow, type OrderStatus, STATUS_RANK } from '../contracts/order-row.ts';
import { PAYMENT_DECIDED, type PaymentDecided, type PaymentState } from '../contracts/payment-decided.ts';
import { type DecodedEvent, PoisonRecordError, readEvent } from '../platform/decode-event.ts';
import type { KafkaRecord } from '../platform/kafka-record.ts';

export interface OrderStatusStore {
  /**
   * Raises the order in one write, only under `from` and where the row is as `when` says; answers the row that stood in the way,
   * or that there is none to be read.
   */
  raise(payment: PaymentDecided, change: StatusChange): Promise<'raised' | 'no-order' | 'unreadable' | OrderRow>;
}

export interface StatusChange {
  readonly to: OrderStatus;
  /** The statuses that it replaces. */
  readonly from: readonly OrderStatus[];
  readonly when: RowKind;
  /** Takes the order out of the index of open orders. */
  readonly isClosed: boolean;
}

/**
 * What else the row must be like. Of one that is not cancelled the outbox goes, too, and the mark of a failure: it can hold no
 * event but the first, and the payment proves that the broker had that.
 */
export type RowKind = 'not cancelled' | 'cancelled, outbox there' | 'cancelled, no outbox';

export type StatusOutcome =
  | 'updated'
  /** The order is there already, or further. */
  | 'stale'
  /** There is no such order, it can't be read, or the payment is of another tenant, amount or currency. */
  | 'mismatch'
  /** Another system placed the order, and reads the topic itself. */
  | 'foreign';

const STATUS_OF: Readonly<Record<PaymentState, OrderStatus>> = {
  CAPTURED: 'PAID',
  DECLINED: 'DECLINED',
  IN_REVIEW: 'IN_REVIEW',
  VOID: 'CANCELLED',
  REFUNDED: 'REFUNDED',
};
const REPLACEABLE: readonly OrderStatus[] = ['PLACED', 'IN_REVIEW', 'PAID'];

/** The usual row first; once more for a cancelled one, and for each time that its outbox changes in between. */
const TRIES = 4;

/** Brings a payment's decision onto its order: only ever upward, and never onto an order that isn't there. */
export function updateStatus({ orders }: { readonly orders: OrderStatusStore }) {
  return async (payment: PaymentDecided): Promise<StatusOutcome> => {
    const to = STATUS_OF[payment.state];
    const from = REPLACEABLE.filter((status) => STATUS_RANK[status] < STATUS_RANK[to]);
    let when: RowKind = 'not cancelled';
    for (let tries = 0; tries < TRIES; tries++) {
      const found = await orders.raise(payment, { to, from, when, isClosed: leavesIndex(to, when) });
      if (found === 'raised') return 'updated';
      if (typeof found === 'string' || !isOf(payment, found)) return 'mismatch';
      if (!from.includes(found.status)) return 'stale';
      const kind = kindOf(found);
      if (kind === when) return 'mismatch';
      when = kind;
    }
    throw new Error(`order ${payment.orderId} was written by others each time that its status was to be raised`);
  };
}

function kindOf({ cancellation, outbox }: OrderRow): RowKind {
  if (cancellation === undefined) return 'not cancelled';
  return outbox === undefined ? 'cancelled, no outbox' : 'cancelled, outbox there';
}

/** A cancelled order leaves the index with its last status or with the receipt of its last event, whichever comes later. */
function leavesIndex(to: OrderStatus, when: RowKind): boolean {
  if (to === 'IN_REVIEW' || when === 'cancelled, outbox there') return false;
  // A paid one waits for its refund.
  return to !== 'PAID' || when === 'not cancelled';
}

const isOf = ({ tenant, amount, currency }: PaymentDecided, order: OrderRow) =>
  order.tenant === tenant && order.totalAmount === amount && order.currency === currency;

export interface ProcessPaymentDecidedDeps {
  readonly update: (payment: PaymentDecided) => Promise<StatusOutcome>;
  readonly report: (event: DecodedEvent<PaymentDecided>, outcome: StatusOutcome) => void;
}

/** Ends a record of the payment-decided topic; rejects when it must come again, with PoisonRecordError when it can't help. */
export function processPaymentDecided({ update, report }: ProcessPaymentDecidedDeps) {
  return async (record: KafkaRecord): Promise<void> => {
    const event = readEvent(record, PAYMENT_DECIDED);
    const outcome = isForeignOrder(event.data.orderId) ? 'foreign' : await update(event.data);
    report(event, outcome);
    if (outcome === 'mismatch')
      throw new PoisonRecordError('OrderMismatch', 'no order with this tenant, amount and currency has this event');
  };
}
