import type { EventContract } from '../contracts/cloud-event.ts';
import { ORDER_PLACED, type OrderPlaced } from '../contracts/order-placed.ts';
import type { PaymentOutcome } from '../payments/advance-payment.ts';
import type { PaymentOrder } from '../payments/payment-rows.ts';
import { PoisonRecordError, readEvent } from '../platform/decode-event.ts';
import type { KafkaRecord } from '../platform/kafka-record.ts';

export interface ProcessOrderPlacedDeps {
  readonly charge: (order: PaymentOrder) => Promise<PaymentOutcome>;
  readonly report: (order: PaymentOrder, outcome: PaymentOutcome) => void;
  readonly contract?: EventContract<OrderPlaced>;
}

/**
 * Ends a record of the order-placed topic: its payment is decided, or a row says when it is tried again. Rejects when the record
 * must come again, which is where the gateway can't be reached; with PoisonRecordError when that can't help.
 */
export function processOrderPlaced({ charge, report, contract = ORDER_PLACED }: ProcessOrderPlacedDeps) {
  return async (record: KafkaRecord): Promise<void> => {
    const order = readOrder(record, contract);
    const outcome = await charge(order);
    report(order, outcome);
    if (outcome.kind === 'mismatch')
      throw new PoisonRecordError('PaymentMismatch', 'the payment of this event has another amount, currency or order');
    if (outcome.kind === 'unbuildable') throw new PoisonRecordError('UnbuildableRequest', outcome.reason);
    if (outcome.kind === 'unreachable') throw new Error(`the gateway can't be reached: ${outcome.reason}`);
  };
}

function readOrder(record: KafkaRecord, contract: EventContract<OrderPlaced>): PaymentOrder {
  const { id, traceparent, data } = readEvent(record, contract);
  const { topic, partition, offset, timestamp } = record;
  return { ...data, eventId: id, traceparent, source: { topic, partition, offset, timestamp } };
}
