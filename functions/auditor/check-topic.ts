import { type AuditCheck, type Mismatch, mismatch } from './discrepancies.ts';
import type { AuditClock, AuditedOrder, OrderEvidence } from './order-evidence.ts';

/** The topics beside the order's row. */
export const checkTopic =
  ({ topicsSince }: AuditClock): AuditCheck =>
  ({ order, topic }) => {
    if (order === undefined) return withoutOrder(topic);
    return [
      ...receiptFindings(order, topic),
      ...topic.differing.map(({ event, difference }) =>
        mismatch('event-differs', `as the order is: ${event}`, difference),
      ),
      ...(topic.isCancelled && order.cancelledAt === undefined
        ? [mismatch('cancellation-unknown', 'a cancellation of the order', 'an event only')]
        : []),
      ...decisionFindings(order, topic, topicsSince),
    ];
  };

type Topic = OrderEvidence['topic'];

function withoutOrder({ publishedAt, isCancelled, decided }: Topic): Mismatch[] {
  const events = [
    ...(publishedAt === undefined ? [] : ['order-placed']),
    ...(isCancelled ? ['order-cancelled'] : []),
    ...decided.map((state) => `payment-decided ${state}`),
  ];
  return events.length === 0 ? [] : [mismatch('event-without-order', 'an order', events.join(', '))];
}

function receiptFindings({ receipt }: AuditedOrder, topic: Topic): Mismatch[] {
  if (receipt === undefined || topic.receipt === 'unknown' || topic.receipt === 'its own') return [];
  const place = `its event at ${receipt.partition}/${receipt.offset}`;
  return topic.receipt === 'none'
    ? [mismatch('receipt-names-no-record', place, 'no record')]
    : [mismatch('receipt-names-another', place, "another order's record")];
}

/** An order learns of a decision from its event alone. */
function decisionFindings({ decision }: AuditedOrder, { decided }: Topic, topicsSince: number): Mismatch[] {
  if (decision === undefined || decision.decidedAt < topicsSince || decided.includes(decision.state)) return [];
  return [mismatch('decision-published-nowhere', `an event ${decision.state}`, decided.join(', ') || 'no event')];
}
