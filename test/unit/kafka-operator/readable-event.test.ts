import { describe, expect, it } from 'vitest';
import { PAYMENT_DECIDED } from '../../../functions/contracts/payment-decided.ts';
import { readKey } from '../../../functions/kafka-operator/redrive.ts';
import { processOrderPlaced } from '../../../functions/payment-processor/process-order-placed.ts';
import type { KafkaRecord } from '../../../functions/platform/kafka-record.ts';
import { processPaymentDecided } from '../../../functions/status-updater/update-status.ts';
import { aPaymentDecided, orderIdOf } from '../../doubles/order-builders.ts';
import { aKafkaRecord, anOrderEvent } from '../../doubles/record-builders.ts';

function aDecision(data: object): KafkaRecord {
  const headers = [...aKafkaRecord().headers, { name: 'ce_type', value: Buffer.from(PAYMENT_DECIDED.type) }];
  return aKafkaRecord({ topic: PAYMENT_DECIDED.topic, value: Buffer.from(JSON.stringify(data)), headers });
}

const subjects = [
  {
    consumer: 'payment-processor',
    process: processOrderPlaced({ charge: async () => ({ kind: 'duplicate' }), report: () => {} }),
    good: aKafkaRecord(),
    foreign: aKafkaRecord({ headers: aKafkaRecord({}, anOrderEvent(2)).headers }),
  },
  {
    consumer: 'status-updater',
    process: processPaymentDecided({ update: async () => 'stale', report: () => {} }),
    good: aDecision(aPaymentDecided()),
    foreign: aDecision(aPaymentDecided({ orderEventId: `${orderIdOf(2)}.order-placed.1` })),
  },
] as const;

const without = (record: KafkaRecord, header: string): KafkaRecord => ({
  ...record,
  headers: record.headers.filter(({ name }) => name !== header),
});

describe.each(subjects)('read a record as $consumer will', ({ consumer, process, good, foreign }) => {
  const reasonOf = (read: Promise<unknown>) => read.then(() => 'readable', String);

  it("answers its order's id", () => {
    expect(readKey(consumer)(good)).toBe(orderIdOf(1));
  });

  // Redriven records must not come back, and nothing that its consumer would take may be held back.
  it.each<[string, KafkaRecord, RegExp]>([
    ['a good one', good, /readable/],
    ['a tombstone', { ...good, value: null }, /Tombstone/],
    ['broken JSON', { ...good, value: Buffer.from('{') }, /InvalidJson/],
    ['no type', without(good, 'ce_type'), /UnknownEventType/],
    ['no id', without(good, 'ce_id'), /InvalidEvent/],
    ['a wrong shape', { ...good, value: Buffer.from('{}') }, /InvalidEvent/],
    ['an id of another order', foreign, /is not the id of the event of this order/],
  ])('finds of %s what its consumer finds', async (_situation, record, reason) => {
    const ours = await reasonOf(Promise.resolve(record).then(readKey(consumer)));

    expect(ours).toMatch(reason);
    expect(ours).toBe(await reasonOf(process(record)));
  });
});
