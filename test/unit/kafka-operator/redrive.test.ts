import { describe, expect, it } from 'vitest';
import { supersededIn } from '../../../cli/ops/redrive-command.ts';
import { ORDER_PLACED } from '../../../functions/contracts/order-placed.ts';
import { listQuarantined } from '../../../functions/kafka-operator/list-quarantined.ts';
import { redrive } from '../../../functions/kafka-operator/redrive.ts';
import type { KafkaRecord } from '../../../functions/platform/kafka-record.ts';
import { PLACED_AT } from '../../doubles/order-builders.ts';
import { aRedrive, REDRIVEN_AT } from '../../doubles/quarantine-builders.ts';
import { aKafkaRecord, anOrderEvent } from '../../doubles/record-builders.ts';

const { topic } = ORDER_PLACED;

const texts = ({ headers }: KafkaRecord) => Object.fromEntries(headers.map(({ name, value }) => [name, String(value)]));
/** What it had before it was redriven. */
const ownHeaders = ({ headers }: KafkaRecord) => headers.filter(({ name }) => !name.startsWith('chargeonce.redrive.'));

describe('redrive quarantined records', () => {
  it('puts a record back with the key, value and headers that it had, and says that it did', async () => {
    const { ask, topics, quarantine } = aRedrive();
    const record = aKafkaRecord({ partition: 5, offset: 77 });
    await quarantine(record);

    expect(await ask()).toEqual({ redriven: 1, others: 0, superseded: 0, refused: [], cursor: null });

    const [back = record] = topics.records(topic);
    expect(back).toMatchObject({ partition: 1, key: record.key, value: record.value });
    expect(ownHeaders(back)).toEqual(record.headers);
    expect(texts(back)).toMatchObject({
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

    const [, again = record] = topics.records(topic);
    expect(ownHeaders(again)).toEqual(record.headers);
    expect(again.headers).toHaveLength(record.headers.length + 4);
    expect(texts(again)).toMatchObject({
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

  it('does not double what the consumer refuses again: only the last copy is put back', async () => {
    const { ask, quarantine, topics, dlq } = aRedrive();
    const list = listQuarantined({ log: topics.log, mayGoOn: () => true });
    await quarantine(aKafkaRecord());
    await quarantine(aKafkaRecord({}, anOrderEvent(2)));

    const answers: object[] = [];
    for (let run = 0; run < 5; run++) {
      const { records } = await list({ action: 'list-quarantined', topic, consumer: 'payment-processor', limit: 500 });
      const before = topics.records(topic).length;
      answers.push(await ask({ superseded: supersededIn(records) }));
      for (const back of topics.records(topic).slice(before)) await quarantine(back);
    }

    expect(answers.at(-1)).toMatchObject({ redriven: 2, superseded: 8 });
    expect(dlq()).toHaveLength(2 + 5 * 2);
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
});
