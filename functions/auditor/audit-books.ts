import { isForeignOrder } from '../contracts/foreign-order.ts';
import type { AuditedEvent, Span, TopicCoverage, TopicEvent } from './audit-sources.ts';
import { isOurs, ledgerBooks } from './ledger-books.ts';
import type { AuditedIntent, AuditedOrder, AuditedPayment, AuditedRefund, OrderEvidence } from './order-evidence.ts';
import { topicBooks } from './topic-books.ts';

export interface AuditBooks {
  order(row: AuditedOrder): void;
  /** Of another system's orders nothing is kept: they have no row to be compared with. */
  payment(row: AuditedPayment): void;
  event(event: TopicEvent): void;
  covered(event: AuditedEvent, coverage: TopicCoverage): void;
  intent(intent: AuditedIntent): void;
  refund(refund: AuditedRefund): void;
  /** From when on all topics were read. */
  topicsSince(): number;
  /** Every order of the span, with all that is known of it. */
  orders(): Iterable<OrderEvidence>;
  /** The same of any order, be it of the span or not. */
  evidence(orderId: string): OrderEvidence;
  /** Orders that are not of the span, or do not exist, of which something of the span was found: ids, and intents without one. */
  guests(): { readonly orderIds: ReadonlySet<string>; readonly intentIds: ReadonlySet<string> };
  /** Whether an intent names an order of this system; an account may be of several shops. */
  isOurs(intent: AuditedIntent): boolean;
  /** Whether a record of the topic would have been read. */
  covers(receipt: AuditedOrder['receipt']): boolean;
}

/** Keeps what was read, by order. What it holds grows with the orders of the span, and not with the tables. */
export function auditBooks(span: Span): AuditBooks {
  const orders = new Map<string, AuditedOrder>();
  const payments = new Map<string, AuditedPayment>();
  const events = topicBooks(span, (orderId) => orders.get(orderId));
  const ledger = ledgerBooks();
  const evidence = (orderId: string): OrderEvidence => ({
    orderId,
    order: orders.get(orderId),
    payment: payments.get(orderId),
    topic: events.of(orderId, orders.get(orderId)?.receipt),
    ...ledger.of(orderId),
  });
  return {
    order: (row) => orders.set(row.orderId, row),
    payment(row) {
      if (!isForeignOrder(row.orderId)) payments.set(row.orderId, row);
    },
    event(event) {
      if (!isForeignOrder(event.data.orderId)) events.seen(event);
    },
    covered: events.covered,
    intent: ledger.intent,
    refund: ledger.refund,
    topicsSince: events.since,
    covers: events.covers,
    isOurs,
    evidence,
    *orders() {
      for (const orderId of orders.keys()) yield evidence(orderId);
    },
    guests() {
      const isIn = (time: number) => time >= span.from && time < span.until;
      const first = [...payments.values()].filter(({ firstAttemptAt }) => isIn(firstAttemptAt));
      const reported = [...first.map(({ orderId }) => orderId), ...events.orderIds()];
      // Money that moves in this span may be of an order that was audited before it did.
      const moved = ledger.captured(isIn);
      const orderIds = [...reported.filter((orderId) => !events.isElsewhere(orderId)), ...moved];
      return {
        orderIds: new Set(orderIds.filter((orderId) => !orders.has(orderId))),
        intentIds: ledger.refundedElsewhere(isIn),
      };
    },
  };
}
