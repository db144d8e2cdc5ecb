import { ORDER_PLACED } from '../contracts/order-placed.ts';
import { PAYMENT_DECIDED_VERSIONS, type PaymentDecided } from '../contracts/payment-decided.ts';
import { type DecodedEvent, decodeEvent } from '../platform/decode-event.ts';
import type { KafkaRecord } from '../platform/kafka-batch.ts';
import { PoisonRecordError } from '../platform/poison-record.ts';
import type { StatusOutcome } from './update-status.ts';

export interface ProcessPaymentDecidedDeps {
  readonly update: (payment: PaymentDecided) => Promise<StatusOutcome>;
  readonly report: (event: DecodedEvent<PaymentDecided>, outcome: StatusOutcome) => void;
}

/** Ends a record of the payment-decided topic; rejects when it must come again, with PoisonRecordError when it can't help. */
export function processPaymentDecided({ update, report }: ProcessPaymentDecidedDeps) {
  return async (record: KafkaRecord): Promise<void> => {
    const event = decodeEvent(record, PAYMENT_DECIDED_VERSIONS);
    if (event.data.orderEventId !== ORDER_PLACED.eventId(event.data.orderId))
      throw new PoisonRecordError('InvalidEvent', 'orderEventId is not the id of the event of this order');
    const outcome = await update(event.data);
    report(event, outcome);
    if (outcome === 'mismatch')
      throw new PoisonRecordError('OrderMismatch', 'no order with this tenant, amount and currency has this event');
  };
}
