import { ORDER_PLACED, ORDER_PLACED_VERSIONS, type OrderPlaced } from '../contracts/order-placed.ts';
import { decodeEvent, type EventVersions } from '../platform/decode-event.ts';
import type { KafkaRecord } from '../platform/kafka-batch.ts';
import { PoisonRecordError } from '../platform/poison-record.ts';
import type { PaymentOrder } from './payment-order.ts';
import type { PaymentOutcome } from './take-payment.ts';

export interface ProcessOrderPlacedDeps {
  readonly take: (order: PaymentOrder) => Promise<PaymentOutcome>;
  readonly report: (order: PaymentOrder, outcome: PaymentOutcome) => void;
  readonly versions?: EventVersions<OrderPlaced>;
}

/** Ends a record of the order-placed topic; rejects when it must come again, with PoisonRecordError when it can't help. */
export function processOrderPlaced({ take, report, versions = ORDER_PLACED_VERSIONS }: ProcessOrderPlacedDeps) {
  return async (record: KafkaRecord): Promise<void> => {
    const order = readOrder(record, versions);
    const outcome = await take(order);
    report(order, outcome);
    if (outcome.kind === 'mismatch')
      throw new PoisonRecordError('PaymentMismatch', 'the payment of this event has another amount, currency or order');
    if (outcome.kind === 'held-by-another') throw new Error('the payment is claimed by another attempt');
    if (outcome.kind === 'unknown') throw new Error(`the outcome of the charge is unknown: ${outcome.reason}`);
  };
}

function readOrder(record: KafkaRecord, versions: EventVersions<OrderPlaced>): PaymentOrder {
  const { id, traceparent, data } = decodeEvent(record, versions);
  // The event's id is the gateway's idempotency key: two ids for one order would be two charges.
  if (id !== ORDER_PLACED.eventId(data.orderId))
    throw new PoisonRecordError('InvalidEvent', 'ce_id is not the id of the event of this order');
  const { topic, partition, offset, timestamp } = record;
  return { ...data, eventId: id, traceparent, source: { topic, partition, offset, timestamp } };
}
