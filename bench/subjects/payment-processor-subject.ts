import { randomBytes } from 'node:crypto';
import { orderPlacedEvent } from '../../functions/outbox-publisher/outbox-events.ts';
import type { KafkaRecord } from '../../functions/platform/kafka-record.ts';
import { encodeRecord } from '../../functions/platform/kafka-record.ts';
import { anOrderRow } from '../../test/doubles/order-builders.ts';
import { aKafkaRecord } from '../../test/doubles/record-builders.ts';
import type { Subject } from '../harness/figure.ts';
import { SOME_CONTEXT } from './order-api-subject.ts';

/** The handler of payment-processor, as it is deployed, with a batch of new orders in each run. */
export async function paymentProcessorSubject(): Promise<Subject> {
  const deliver = await delivery();
  return batchOfOrders((records) => deliver(records));
}

/** The same with one batch, which was decided before: as Kafka delivers it again. */
export async function redeliveredPaymentsSubject(): Promise<Subject> {
  const deliver = await delivery();
  const decided = new Map<number, readonly KafkaRecord[]>();
  return {
    async prepare({ records = 1 }) {
      if (decided.has(records)) return;
      decided.set(records, newRecords(records));
      await deliver(decided.get(records) ?? []);
    },
    async run({ records = 1 }) {
      await deliver(decided.get(records) ?? []);
      return records;
    },
  };
}

async function delivery() {
  const { handler } = await import('../../functions/payment-processor/handler.ts');
  return async (records: readonly KafkaRecord[]) => {
    const response: unknown = await handler(kafkaEvent(records), SOME_CONTEXT);
    if (JSON.stringify(response) !== '{"batchItemFailures":[]}') throw new Error(JSON.stringify(response));
  };
}

/** Has `records` new orders taken in each run. */
export function batchOfOrders(take: (records: readonly KafkaRecord[]) => Promise<void>): Subject {
  let batch: readonly KafkaRecord[] = [];
  return {
    async prepare({ records = 1 }) {
      batch = newRecords(records);
    },
    async run({ records = 1 }) {
      await take(batch);
      return records;
    },
  };
}

/** Of orders that no other process has, in one partition. */
const newRecords = (count: number) =>
  Array.from({ length: count }, (_, offset) => {
    const orderId = `ord_${randomBytes(11).toString('hex')}`;
    return aKafkaRecord({ offset }, orderPlacedEvent('')(anOrderRow({ orderId })));
  });

/** The event of a Kafka source with these records. */
const kafkaEvent = (records: readonly KafkaRecord[]) => ({
  records: {
    'orders-0': records.map((record) => ({
      ...encodeRecord(record),
      headers: record.headers.map(({ name, value }) => ({ [name]: value && [...value] })),
    })),
  },
});
