import { describe, expect, it } from 'vitest';
import { ORDER_PLACED } from '../../../functions/contracts/order-placed.ts';
import { PAYMENT_DECIDED } from '../../../functions/contracts/payment-decided.ts';
import type { RedriveRequest } from '../../../functions/contracts/redrive.ts';
import { redrive } from '../../../functions/kafka-operator/redrive.ts';
import { paymentDecidedEvent } from '../../../functions/outbox-publisher/payment-event.ts';
import { inMemoryTopics } from '../../doubles/in-memory-topics.ts';
import { anOrderPlaced, PLACED_AT } from '../../doubles/order-builders.ts';
import { aPaymentRow } from '../../doubles/payment-builders.ts';
import { quarantineIn } from '../../doubles/quarantine-builders.ts';
import { aKafkaRecord, anOrderEvent } from '../../doubles/record-builders.ts';

const { topic } = ORDER_PLACED;
const REDRIVEN_AT = '2026-02-01T00:00:00.000Z';

function aRedrive({ mayGoOn = (): boolean => true } = {}) {
  const topics = inMemoryTopics();
  const run = redrive({
    log: topics.log,
    mayGoOn,
    partitionOf: async (_topic, key) => (key.startsWith('ord_') ? 1 : 0),
    send: topics.send,
    now: () => new Date(REDRIVEN_AT),
  });
  const ask = (differing: Partial<RedriveRequest> = {}) =>
    run({ action: 'redrive', topic, consumer: 'payment-processor', limit: 100, dryRun: false, ...differing });
  return { ask, topics, quarantine: quarantineIn(topics), dlq: () => topics.records(`${topic}.payment-processor.dlq`) };
}

describe('redrive quarantined records', () => {
  it('puts a record back with the key, value and headers that it had, and says that it did', async () => {
    const { ask, topics, quarantine } = aRedrive();
    const record = aKafkaRecord({ partition: 5, offset: 77 });
    await quarantine(record);

    expect(await ask()).toEqual({ redriven: 1, others: 0, refused: [], cursor: null });

    const [back] = topics.records(topic);
    const added = ['from', 'at', 'attempts', 'first-failed-at'].map((name) => `chargeonce.redrive.${name}`);
    expect(back).toMatchObject({ partition: 1, key: record.key, value: record.value });
    expect(back?.headers.filter(({ name }) => !added.includes(name))).toEqual(record.headers);
    const texts = back?.headers.map(({ name, value }) => [name, String(value)]) ?? [];
    expect(Object.fromEntries(texts)).toMatchObject({
      'chargeonce.redrive.from': `${topic}.payment-processor.dlq-0@0`,
      'chargeonce.redrive.at': REDRIVEN_AT,
      'chargeonce.redrive.attempts': '1',
      'chargeonce.redrive.first-failed-at': PLACED_AT,
    });
  });

  it('puts it back the same when it failed again: only the history has grown', async () => {
    const { ask, topics, quarantine } = aRedrive();
    const record = aKafkaRecord();
    await quarantine(record);
    await ask();
    for (const back of topics.records(topic)) await quarantine(back);

    await ask({ cursor: [{ partition: 0, next: 1, end: 2 }] });

    const [once, twice] = topics.records(topic);
    const without = (headers: typeof record.headers) =>
      headers.filter(({ name }) => !name.startsWith('chargeonce.redrive.'));
    expect(without(twice?.headers ?? [])).toEqual(without(once?.headers ?? []));
    expect(twice?.headers.filter(({ name }) => name === 'chargeonce.redrive.attempts')).toHaveLength(1);
    expect(Object.fromEntries(twice?.headers.map(({ name, value }) => [name, String(value)]) ?? [])).toMatchObject({
      'chargeonce.redrive.attempts': '2',
      'chargeonce.redrive.first-failed-at': PLACED_AT,
    });
  });

  it('writes nothing in a dry run, and answers what it would do', async () => {
    const { ask, topics, quarantine } = aRedrive();
    await quarantine(aKafkaRecord());
    await quarantine(aKafkaRecord({ value: null }));

    const answer = await ask({ dryRun: true });

    expect(answer).toMatchObject({ redriven: 1, refused: [{ reason: expect.stringContaining('Tombstone') }] });
    expect(topics.records(topic)).toEqual([]);
  });

  it('takes only records with the error that is asked for', async () => {
    const { ask, topics, quarantine } = aRedrive();
    await quarantine(aKafkaRecord(), { name: 'UnknownEventType', message: '' });
    await quarantine(aKafkaRecord({}, anOrderEvent(2)), { name: 'InvalidEvent', message: '' });

    expect(await ask({ error: 'InvalidEvent' })).toMatchObject({ redriven: 1, others: 1, refused: [] });

    expect(topics.records(topic).map(({ key }) => String(key))).toEqual([anOrderEvent(2).key]);
  });

  it('comes to an end although what it puts back goes to quarantine at once', async () => {
    const { ask, quarantine, topics, dlq } = aRedrive();
    await quarantine(aKafkaRecord());
    await quarantine(aKafkaRecord({}, anOrderEvent(2)));

    const first = await ask({ limit: 1 });
    for (const back of topics.records(topic)) await quarantine(back);
    const second = await ask({ cursor: first.cursor ?? [] });

    expect([first.redriven, second.redriven, second.cursor]).toEqual([1, 1, null]);
    expect(dlq()).toHaveLength(3);
  });

  it('stops where no time is left and goes on there', async () => {
    let left = 1;
    const { ask, topics, quarantine } = aRedrive({ mayGoOn: () => left-- > 0 });
    for (const number of [1, 2, 3]) await quarantine(aKafkaRecord({}, anOrderEvent(number)));

    const first = await ask();
    left = 10;
    const second = await ask({ cursor: first.cursor ?? [] });

    expect([first.redriven, second.redriven, second.cursor]).toEqual([1, 2, null]);
    expect(new Set(topics.records(topic).map(({ key }) => String(key)))).toHaveLength(3);
  });

  it('fails where the broker does not take a record, so that no cursor passes it', async () => {
    const { topics, quarantine } = aRedrive();
    await quarantine(aKafkaRecord());
    const failing = redrive({
      log: topics.log,
      mayGoOn: () => true,
      partitionOf: async () => 0,
      send: () => Promise.reject(new Error('no broker')),
      now: () => new Date(REDRIVEN_AT),
    });

    const request = { action: 'redrive', topic, consumer: 'payment-processor', limit: 9, dryRun: false } as const;
    await expect(failing(request)).rejects.toThrow('no broker');
  });

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
      "quarantine's headers do not tell where it came from",
      `it came from another topic than ${topic}`,
    ]);
  });

  it('reads decided payments as their consumer does, and puts them back into theirs', async () => {
    const { ask, topics } = aRedrive();
    const event = paymentDecidedEvent(PAYMENT_DECIDED.topic)(aPaymentRow({ state: 'CAPTURED', decidedAt: PLACED_AT }));
    if (event === undefined) throw new Error('a decided payment has an event');
    const quarantine = quarantineIn(topics, 'status-updater');
    await quarantine(aKafkaRecord({}, event));
    await quarantine(aKafkaRecord({ topic: PAYMENT_DECIDED.topic }));

    const answer = await ask({ topic: PAYMENT_DECIDED.topic, consumer: 'status-updater' });

    expect(answer).toMatchObject({ redriven: 1, refused: [{ reason: expect.stringContaining('UnknownEventType') }] });
    expect(topics.records(PAYMENT_DECIDED.topic)).toMatchObject([{ key: Buffer.from(event.key) }]);
  });
});
