import { ORDER_CANCELLED, type OrderCancelled } from '../contracts/order-cancelled.ts';
import { ORDER_PLACED } from '../contracts/order-placed.ts';
import type { PaymentRow } from '../contracts/payment-row.ts';
import type { Obstacle, PaymentLedger } from '../payments/payment-ledger.ts';
import { isOf } from '../payments/payment-rows.ts';
import { type DecodedEvent, PoisonRecordError, readEvent } from '../platform/decode-event.ts';
import type { KafkaRecord } from '../platform/kafka-record.ts';

/** The payments of orders that are cancelled. Each write is one conditional write; one without an answer rejects. */
export interface CancellationLedger extends Pick<PaymentLedger, 'find' | 'insert'> {
  /**
   * Gives a row in the state that was seen what a cancellation changes there: CHARGING is marked and due at once, IN_REVIEW is
   * marked, CAPTURED becomes REFUND_DUE and is due at once, REFUND_DUE becomes due where it is not. Other states have none.
   */
  cancel(seen: PaymentRow, now: string): Obstacle;
}

export type CancellationOutcome =
  /** It will never be charged. */
  | 'voided'
  /** Whoever decides it takes the cancellation into account. */
  | 'noted'
  | 'refund-due'
  /** The cancellation had its effect before, or there is nothing to cancel. */
  | 'unchanged'
  /** The payment is of another amount, currency, order or tenant. */
  | 'mismatch';

export interface CancelPaymentDeps {
  readonly ledger: CancellationLedger;
  readonly now: () => Date;
}

type Cancellation = Pick<DecodedEvent<OrderCancelled>, 'id' | 'traceparent' | 'data'>;

/** More often than a payment changes its state. */
const MOST_ROUNDS = 10;

/**
 * Gives the payment of a cancelled order the one write that its state asks for, and calls no gateway. What the read misses, the
 * condition of the write finds. Rejects when a write has no answer: then the record must come again.
 */
export function cancelPayment({ ledger, now }: CancelPaymentDeps) {
  return async (cancellation: Cancellation): Promise<CancellationOutcome> => {
    const { data: order } = cancellation;
    let row = await ledger.find(order.orderEventId);
    for (let round = 0; round < MOST_ROUNDS; round++) {
      if (row !== undefined && !isOf(order, row)) return 'mismatch';
      const effect = row === undefined ? 'voided' : EFFECTS[row.state](row);
      if (effect === 'unchanged') return effect;
      const at = now().toISOString();
      const obstacle = await (row === undefined ? ledger.insert(voidRow(cancellation, at)) : ledger.cancel(row, at));
      if (obstacle === undefined) return effect;
      row = obstacle;
    }
    throw new Error(`the payment ${order.orderEventId} changed before each write`);
  };
}

type CancellationEffect = Exclude<CancellationOutcome, 'mismatch'>;

const unchanged = () => 'unchanged' as const;

const EFFECTS: Readonly<Record<PaymentRow['state'], (row: PaymentRow) => CancellationEffect>> = {
  CHARGING: ({ cancelRequested, dueAt }) => (cancelRequested && dueAt !== undefined ? 'unchanged' : 'noted'),
  IN_REVIEW: ({ cancelRequested }) => (cancelRequested ? 'unchanged' : 'noted'),
  CAPTURED: () => 'refund-due',
  REFUND_DUE: ({ dueAt }) => (dueAt === undefined ? 'refund-due' : 'unchanged'),
  DECLINED: unchanged,
  VOID: unchanged,
  REFUNDED: unchanged,
};

/** The payment of an order whose placing no attempt has consumed yet; the attempt that does finds it decided. */
const voidRow = ({ id, traceparent, data }: Cancellation, now: string): PaymentRow => ({
  eventId: data.orderEventId,
  orderId: data.orderId,
  tenant: data.tenant,
  amount: data.totalAmount,
  currency: data.currency,
  state: 'VOID',
  // By which a repeated write recognises itself.
  owner: id,
  leaseUntil: now,
  attempts: 0,
  firstAttemptAt: now,
  declineCode: 'order_cancelled',
  decidedAt: now,
  traceparent,
  source: { topic: ORDER_PLACED.topic, partition: -1, offset: -1, timestamp: -1 },
  requeues: 0,
});

export interface ProcessOrderCancelledDeps {
  readonly cancel: ReturnType<typeof cancelPayment>;
  readonly report: (event: DecodedEvent<OrderCancelled>, outcome: CancellationOutcome) => void;
}

/** Ends a record of the order-cancelled topic; rejects when it must come again, with PoisonRecordError when it can't help. */
export function processOrderCancelled({ cancel, report }: ProcessOrderCancelledDeps) {
  return async (record: KafkaRecord): Promise<void> => {
    const event = readEvent(record, ORDER_CANCELLED);
    const outcome = await cancel(event);
    report(event, outcome);
    if (outcome === 'mismatch')
      throw new PoisonRecordError(
        'PaymentMismatch',
        'the payment of this order has another amount, currency or tenant',
      );
  };
}
