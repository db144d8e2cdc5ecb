import { randomUUID } from 'node:crypto';
import { describe, expect, inject, it } from 'vitest';
import { produce, recordsOf } from '../../harness/app-kafka.ts';
import { ordersClient } from '../../harness/orders-client.ts';
import { waitFor } from '../../harness/wait-for.ts';

const app = inject('app');
const orders = ordersClient(app);

const PARTITIONS = [0, 1, 2, 3, 4, 5];

/** Each kind with the reason that its quarantine must give. */
const poisonOf = (type: string) => [
  { kind: 'bad JSON', ce_type: type, value: Buffer.from('{"orderId":"ord_'), reason: 'InvalidJson' },
  { kind: 'no UTF-8', ce_type: type, value: Buffer.from([0x22, 0xff, 0xfe, 0x22]), reason: 'InvalidJson' },
  { kind: 'tombstone', ce_type: type, value: null, reason: 'Tombstone' },
  { kind: 'unknown type', ce_type: `${type}9`, value: Buffer.from('{}'), reason: 'UnknownEventType' },
  { kind: 'wrong shape', ce_type: type, value: Buffer.from('{"orderId":5}'), reason: 'InvalidEvent' },
  { kind: '__proto__', ce_type: type, value: Buffer.from('{"__proto__":{"orderId":"o"}}'), reason: 'InvalidEvent' },
];

describe.each([
  { topic: 'orders.order-placed.v1', consumer: 'payment-processor', type: 'chargeonce.order.placed.v1' },
  { topic: 'payments.payment-decided.v1', consumer: 'status-updater', type: 'chargeonce.payment.decided.v1' },
])('crash point 11: malformed records in every partition of $topic', ({ topic, consumer, type }) => {
  const kinds = poisonOf(type);

  it('are quarantined byte-identical with their reason, between orders that are paid', async () => {
    const before = await orders.place();
    const run = randomUUID();

    const records = kinds.flatMap(({ value, kind, ce_type }) =>
      PARTITIONS.map((partition) => ({ partition, value, headers: { run, kind, ce_type, ce_id: 'an-id' } })),
    );
    await produce(app, topic, records);
    const after = await orders.place();

    for (const orderId of [before, after]) await orders.waitForStatus(orderId, 'PAID');
    const quarantined = await waitFor(
      async () => {
        const own = (await recordsOf(app, `${topic}.${consumer}.dlq`)).filter(({ headers }) => headers['run'] === run);
        return own.length >= records.length ? own : undefined;
      },
      { within: 20_000, what: 'the quarantined records' },
    );
    for (const { kind, ce_type, value, reason } of kinds) {
      const ofKind = quarantined.filter(({ headers }) => headers['kind'] === kind);
      expect(ofKind.map((record) => record.value)).toEqual(PARTITIONS.map(() => value));
      const headers = {
        ...{ run, kind, ce_type, ce_id: 'an-id' },
        'chargeonce.quarantine.topic': topic,
        'chargeonce.quarantine.partition': expect.stringMatching(/^[0-5]$/),
        'chargeonce.quarantine.offset': expect.stringMatching(/^\d+$/),
        'chargeonce.quarantine.timestamp': expect.stringMatching(/^\d{13}$/),
        'chargeonce.quarantine.error': reason,
        'chargeonce.quarantine.message': expect.stringMatching(/./),
        'chargeonce.quarantine.attempts': '1',
        'chargeonce.quarantine.first-failed-at': expect.stringMatching(/^\d{4}-.*Z$/),
        'chargeonce.quarantine.last-failed-at': expect.stringMatching(/^\d{4}-.*Z$/),
        'kafka_dlt-original-topic': topic,
        'kafka_dlt-exception-fqcn': reason,
        '__connect.errors.topic': topic,
        '__connect.errors.exception.class.name': reason,
      };
      expect(ofKind.map((record) => record.headers)).toMatchObject(PARTITIONS.map(() => headers));
    }
  });
});
