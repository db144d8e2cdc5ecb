import { describe, expect, it } from 'vitest';
import { ORDER_PLACED } from '../../../functions/contracts/order-placed.ts';
import { PAYMENT_DECIDED } from '../../../functions/contracts/payment-decided.ts';
import { paymentDecidedEvent } from '../../../functions/outbox-publisher/outbox-events.ts';
import { anOrderPlaced, PLACED_AT } from '../../doubles/order-builders.ts';
import { aPaymentRow } from '../../doubles/payment-builders.ts';
import { aRedrive, quarantineIn } from '../../doubles/quarantine-builders.ts';
import { aKafkaRecord, anOrderEvent } from '../../doubles/record-builders.ts';

const { topic } = ORDER_PLACED;

describe('refuse to redrive', () => {
  const json = (value: unknown) => Buffer.from(JSON.stringify(value));
  const retyped = aKafkaRecord().headers.map(({ name, value }) =>
    name === 'ce_type' ? { name, value: Buffer.from('chargeonce.order.placed.v9') } : { name, value },
  );

  it.each([
    ['a tombstone', aKafkaRecord({ value: null }), 'Tombstone'],
    ['broken JSON', aKafkaRecord({ value: Buffer.from('{') }), 'InvalidJson'],
    ['a version that is still unknown', aKafkaRecord({ headers: retyped }), 'UnknownEventType'],
    ['a wrong shape', aKafkaRecord({ value: json({ ...anOrderPlaced(), totalAmount: 'x' }) }), 'InvalidEvent'],
    ['an id of another order', { ...aKafkaRecord(), headers: aKafkaRecord({}, anOrderEvent(2)).headers }, 'ce_id'],
    ['another key', aKafkaRecord({ key: Buffer.from('another') }), 'its key'],
    ['no key', aKafkaRecord({ key: null }), 'its key'],
  ])('refuses %s with the reason', async (_situation, record, reason) => {
    const { ask, topics, quarantine } = aRedrive();
    await quarantine(record);

    const { redriven, refused } = await ask();

    expect(redriven).toBe(0);
    expect(refused).toMatchObject([{ place: { offset: 0 }, reason: expect.stringContaining(reason) }]);
    expect(topics.records(topic)).toEqual([]);
  });

  it('refuses what quarantine did not put there, and what came from another topic', async () => {
    const { ask, topics } = aRedrive();
    const dlq = `${topic}.payment-processor.dlq`;
    const { key, value } = aKafkaRecord();
    await topics.send({ topic: dlq, partition: 0, messages: [{ key, value, headers: {} }] });
    await quarantineIn({ ...topics, send: (send) => topics.send({ ...send, topic: dlq }) })(
      aKafkaRecord({ topic: 'elsewhere' }),
    );

    const { refused } = await ask();

    expect(refused.map(({ reason }) => reason)).toEqual([
      "quarantine's headers do not say where it came from",
      `it came from another topic than ${topic}`,
    ]);
  });

  it('reads decided payments as their consumer does, and puts them back into theirs', async () => {
    const { ask, topics } = aRedrive();
    const event = paymentDecidedEvent('')(aPaymentRow({ state: 'CAPTURED', decidedAt: PLACED_AT }));
    const quarantine = quarantineIn(topics, 'status-updater');
    await quarantine(aKafkaRecord({}, event));
    await quarantine(aKafkaRecord({ topic: PAYMENT_DECIDED.topic }));

    const answer = await ask({ topic: PAYMENT_DECIDED.topic, consumer: 'status-updater' });

    expect(answer).toMatchObject({ redriven: 1, refused: [{ reason: expect.stringContaining('UnknownEventType') }] });
    expect(topics.records(PAYMENT_DECIDED.topic)).toMatchObject([{ key: Buffer.from(event.key) }]);
  });
});
