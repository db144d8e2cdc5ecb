import type { FinalOrder, StoredEvent } from '../history/history.ts';
import { type HistoryEvidence, placeOf } from './history-evidence.ts';
import { type BrokenInvariant, broken, type Invariant, type InvariantFinding, notApplicable } from './invariant.ts';

/** What lies on the topics, and in quarantine. */
export const TOPIC_INVARIANTS: readonly Invariant[] = [
  {
    id: 'I7',
    statement: 'every event on a topic has its row, and matches it',
    check: (evidence) => evidence.history.topic.flatMap((record) => unmatched(record, evidence)),
  },
  {
    id: 'I12',
    statement: 'every record that no consumer can read is in quarantine, byte for byte',
    check: unquarantined,
  },
  {
    id: 'I14',
    statement: 'the event of every accepted order is on its topic; every receipt names the record that is there',
    check: (evidence) => [
      ...unpublished(evidence),
      ...evidence.history.orders.flatMap((o) => falseReceipts(o, evidence)),
    ],
  },
  {
    id: 'I18',
    statement: 'without faults there is exactly one record for each event',
    check: ({ history: { run, topic } }) =>
      run.faults.length > 0 ? notApplicable('the run had faults') : copies(topic),
  },
];

function unmatched(record: StoredEvent, evidence: HistoryEvidence): BrokenInvariant[] {
  if (record.type === 'unreadable' || record.orderId === null) return [];
  const fault = record.type === 'payment-decided' ? unlikePayment(record, evidence) : unlikeOrder(record, evidence);
  return fault === undefined ? [] : [broken(record.orderId, `${record.eventId} at ${placeOf(record)}: ${fault}`)];
}

function unlikeOrder({ type, orderId, ...event }: StoredEvent, { orderById }: HistoryEvidence): string | undefined {
  const order = orderById.get(orderId ?? '');
  if (order === undefined) return 'there is no such order';
  if (type === 'order-cancelled' && order.cancelRequested === false) return 'the order was never cancelled';
  return differing(event, order);
}

function unlikePayment(record: StoredEvent, evidence: HistoryEvidence): string | undefined {
  const order = evidence.orderById.get(record.orderId ?? '');
  if (order === undefined) return 'there is no such order';
  return unlikeRow(record, evidence) ?? differing(record, order);
}

/** The id of a decision begins with that of the event that its payment goes by. */
function unlikeRow({ eventId, state }: StoredEvent, { history, paymentChanges, paymentByEvent }: HistoryEvidence) {
  if (history.payments === undefined) return undefined;
  const payment = paymentByEvent.get(eventId?.split(':')[0] ?? '');
  if (payment === undefined) return 'there is no such payment';
  const had = [payment, ...(paymentChanges.get(payment.eventId) ?? [])].map((row) => row.state);
  const isKnown = history.changes === undefined || had.some((known) => known === state);
  return isKnown ? undefined : `its payment was never ${state}`;
}

function differing(
  { amount, currency, tenant }: Pick<StoredEvent, 'amount' | 'currency' | 'tenant'>,
  order: FinalOrder,
) {
  if ((amount ?? order.amount) !== order.amount) return `amount ${amount}, the order has ${order.amount}`;
  if ((currency ?? order.currency) !== order.currency) return `currency ${currency}, the order has ${order.currency}`;
  return (tenant ?? order.tenant) === order.tenant ? undefined : `tenant ${tenant}, the order has ${order.tenant}`;
}

function unpublished({ accepted, orderById, eventsOf }: HistoryEvidence): BrokenInvariant[] {
  return [...new Set(accepted.map(({ orderId }) => orderId))]
    .filter((orderId) => orderById.has(orderId) && orderById.get(orderId)?.publishFailure === undefined)
    .filter((orderId) => !eventsOf(orderId).some(({ type }) => type === 'order-placed'))
    .map((orderId) => broken(orderId, 'it was accepted, and its event is on no topic'));
}

function falseReceipts({ orderId, receipts = [] }: FinalOrder, { recordAt }: HistoryEvidence): BrokenInvariant[] {
  return receipts
    .filter((receipt) => recordAt.get(placeOf(receipt))?.eventId !== receipt.eventId)
    .map((receipt) => {
      const there = recordAt.get(placeOf(receipt))?.eventId ?? 'nothing';
      return broken(orderId, `the receipt of ${receipt.eventId} names ${placeOf(receipt)}, where ${there} lies`);
    });
}

function unquarantined({ history: { topic, quarantine } }: HistoryEvidence): InvariantFinding {
  const bad = topic.filter(({ type }) => type === 'unreadable');
  if (quarantine === undefined) return notApplicable('no quarantine');
  if (bad.length === 0) return notApplicable('no unreadable record');
  const givenUp = Map.groupBy(quarantine, ({ from }) => (from === null ? '' : placeOf(from)));
  return bad.flatMap((record) => {
    const own = givenUp.get(placeOf(record)) ?? [];
    if (own.length === 0) return [broken(record.orderId, `${placeOf(record)} can't be read and is not in quarantine`)];
    const isSame = own.every(({ bytesHash }) => bytesHash === record.bytesHash);
    return isSame ? [] : [broken(record.orderId, `${placeOf(record)} lies in quarantine with other bytes`)];
  });
}

function copies(topic: readonly StoredEvent[]): BrokenInvariant[] {
  const byEvent = Map.groupBy(topic, ({ topic: name, eventId, offset }) => `${name} ${eventId ?? offset}`);
  return [...byEvent.values()]
    .filter((records) => records.length > 1)
    .map((records) => broken(records[0]?.orderId ?? null, `${records[0]?.eventId} is there ${records.length} times`));
}
