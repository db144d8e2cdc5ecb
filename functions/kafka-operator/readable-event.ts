import type * as z from 'zod/mini';
import { ORDER_PLACED, ORDER_PLACED_VERSIONS } from '../contracts/order-placed.ts';
import type { QuarantinePage } from '../contracts/page-cursor.ts';
import { PAYMENT_DECIDED_VERSIONS } from '../contracts/payment-decided.ts';
import { decodeEvent } from '../platform/decode-event.ts';
import type { KafkaRecord } from '../platform/kafka-batch.ts';
import { PoisonRecordError } from '../platform/poison-record.ts';

type Consumer = z.infer<typeof QuarantinePage>['consumer'];

/** Reads a record as its consumer will, and answers its order. Throws PoisonRecordError where the consumer would. */
export const READ_ORDER_ID: Readonly<Record<Consumer, (record: KafkaRecord) => string>> = {
  'payment-processor': (record) => {
    const { id, data } = decodeEvent(record, ORDER_PLACED_VERSIONS);
    return ownOrder(id === ORDER_PLACED.eventId(data.orderId), 'ce_id', data.orderId);
  },
  'status-updater': (record) => {
    const { data } = decodeEvent(record, PAYMENT_DECIDED_VERSIONS);
    return ownOrder(data.orderEventId === ORDER_PLACED.eventId(data.orderId), 'orderEventId', data.orderId);
  },
};

function ownOrder(isItsOwn: boolean, name: string, orderId: string): string {
  if (isItsOwn) return orderId;
  throw new PoisonRecordError('InvalidEvent', `${name} is not the id of the event of this order`);
}
