import { type OrderRow, type OrderStatus, STATUS_RANK } from '../contracts/order-row.ts';
import { PAYMENT_DECIDED, type PaymentDecided, type PaymentState } from '../contracts/payment-decided.ts';
import { type DecodedEvent, readEvent } from '../platform/decode-event.ts';
import type { KafkaRecord } from '../platform/kafka-record.ts';
import { PoisonRecordError } from '../platform/poison-record.ts';

export interface OrderStatusStore {
  /** Raises the order in one write, under `from` only; answers the row that stood in the way, or that there is none to be read. */
  raise(payment: PaymentDecided, change: StatusChange): Promise<'raised' | 'no-order' | 'unreadable' | OrderRow>;
}

export interface StatusChange {
  readonly to: OrderStatus;
  /** The statuses of a lower rank. */
  readonly from: readonly OrderStatus[];
  readonly isFinal: boolean;
}

export type StatusOutcome =
  | 'updated'
  /** The order is there already, or further. */
  | 'stale'
  /** There is no such order, it can't be read, or the payment is of another tenant, amount or currency. */
  | 'mismatch';

const STATUS_OF: Readonly<Record<PaymentState, OrderStatus>> = {
  CAPTURED: 'PAID',
  DECLINED: 'DECLINED',
  IN_REVIEW: 'IN_REVIEW',
};
const STATUSES: readonly OrderStatus[] = ['PLACED', 'IN_REVIEW', 'PAID', 'DECLINED'];
const FINAL_RANK = STATUS_RANK.PAID;

/** Brings a payment's decision onto its order: only ever upward, and never onto an order that isn't there. */
export function updateStatus({ orders }: { readonly orders: OrderStatusStore }) {
  return async (payment: PaymentDecided): Promise<StatusOutcome> => {
    const to = STATUS_OF[payment.state];
    const from = STATUSES.filter((status) => STATUS_RANK[status] < STATUS_RANK[to]);
    const found = await orders.raise(payment, { to, from, isFinal: STATUS_RANK[to] === FINAL_RANK });
    if (found === 'raised') return 'updated';
    return typeof found === 'object' && isOf(payment, found) && !from.includes(found.status) ? 'stale' : 'mismatch';
  };
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
    const outcome = await update(event.data);
    report(event, outcome);
    if (outcome === 'mismatch')
      throw new PoisonRecordError('OrderMismatch', 'no order with this tenant, amount and currency has this event');
  };
}
