import { describe, expect, it } from 'vitest';
import type { ListQuarantinedRequest } from '../../../functions/contracts/operator-request.ts';
import { ORDER_PLACED } from '../../../functions/contracts/order-placed.ts';
import { QUARANTINE_HEADERS } from '../../../functions/contracts/quarantined-record.ts';
import { listQuarantined } from '../../../functions/kafka-operator/list-quarantined.ts';
import { inMemoryTopics } from '../../doubles/in-memory-topics.ts';
import { PLACED_AT } from '../../doubles/order-builders.ts';
import { quarantineIn } from '../../doubles/quarantine-builders.ts';
import { aKafkaRecord, anOrderEvent } from '../../doubles/record-builders.ts';

const { topic } = ORDER_PLACED;
const dlq = `${topic}.payment-processor.dlq`;

function aList() {
  const topics = inMemoryTopics({ now: () => new Date(PLACED_AT) });
  const list = listQuarantined({ log: topics.log, mayGoOn: () => true });
  const ask = (differing: Partial<ListQuarantinedRequest> = {}) =>
    list({ action: 'list-quarantined', topic, consumer: 'payment-processor', limit: 100, ...differing });
  return { ask, topics, quarantine: quarantineIn(topics) };
}

describe('list what is in quarantine', () => {
  it('tells of each record where it is, where it was and why, and never its value', async () => {
    const { ask, quarantine } = aList();
    await quarantine(aKafkaRecord({ partition: 4, offset: 17 }), { name: 'InvalidJson', message: 'no JSON' });

    const { records, cursor } = await ask();

    expect(cursor).toBeNull();
    expect(records).toEqual([
      {
        place: { topic: dlq, partition: 0, offset: 0, timestamp: Date.parse(PLACED_AT) },
        key: anOrderEvent().key,
        bytes: anOrderEvent().value.length,
        original: { topic, partition: 4, offset: 17, timestamp: Date.parse(PLACED_AT) },
        error: 'InvalidJson',
        message: 'no JSON',
        attempts: 1,
        firstFailedAt: PLACED_AT,
        lastFailedAt: PLACED_AT,
        redrivenFrom: null,
      },
    ]);
  });

  it('ends a page before it is larger than what a function may return, whatever the headers say', async () => {
    const { ask, topics } = aList();
    const headers = Object.fromEntries(
      Object.values(QUARANTINE_HEADERS).map((name) => [name, Buffer.from('é'.repeat(5_000))]),
    );
    const messages = Array.from({ length: 400 }, () => ({ key: null, value: null, headers }));
    await topics.send({ topic: dlq, partition: 0, messages });

    const pages = [await ask({ limit: 500 })];
    for (let cursor = pages[0]?.cursor; cursor; cursor = pages.at(-1)?.cursor)
      pages.push(await ask({ limit: 500, cursor }));

    for (const page of pages) expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThan(6 * 1024 * 1024);
    expect(pages.flatMap(({ records }) => records)).toHaveLength(400);
  });

  it('lists what quarantine did not put there too, as unknown', async () => {
    const { ask, topics } = aList();
    await topics.send({ topic: dlq, partition: 1, messages: [{ key: null, value: null, headers: {} }] });

    const unknown = { key: null, bytes: 0, original: null, error: null, message: null, firstFailedAt: null };
    expect((await ask()).records).toMatchObject([unknown]);
  });

  it('goes page by page from cursor to cursor, only so far as the topic reached at the beginning', async () => {
    const { ask, topics, quarantine } = aList();
    for (const number of [1, 2, 3]) await quarantine(aKafkaRecord({}, anOrderEvent(number)));
    await topics.send({ topic: dlq, partition: 1, messages: [{ key: 'other', value: null, headers: {} }] });

    const first = await ask({ limit: 2 });
    await quarantine(aKafkaRecord({}, anOrderEvent(4)));
    const second = await ask({ limit: 2, cursor: first.cursor ?? [] });

    expect(first.cursor).toEqual([
      { partition: 0, next: 2, end: 3 },
      { partition: 1, next: 0, end: 1 },
    ]);
    expect([...first.records, ...second.records].map(({ key }) => key)).toEqual([
      ...[1, 2, 3].map((number) => anOrderEvent(number).key),
      'other',
    ]);
    expect(second.cursor).toBeNull();
  });

  it('lists only records with the error that is asked for', async () => {
    const { ask, quarantine } = aList();
    await quarantine(aKafkaRecord(), { name: 'Tombstone', message: '' });
    await quarantine(aKafkaRecord(), { name: 'InvalidJson', message: '' });

    expect((await ask({ error: 'Tombstone' })).records.map(({ error }) => error)).toEqual(['Tombstone']);
  });

  it('goes on where the topic begins now, when it has forgotten what the cursor names', async () => {
    const { ask, topics, quarantine } = aList();
    for (const number of [1, 2, 3]) await quarantine(aKafkaRecord({}, anOrderEvent(number)));
    topics.trim(dlq, 0, 2);

    const { records, cursor } = await ask({ cursor: [{ partition: 0, next: 0, end: 3 }] });

    expect(records.map(({ place }) => place.offset)).toEqual([2]);
    expect(cursor).toBeNull();
  });

  it('fails where Kafka gives nothing although there must be something', async () => {
    const log = { ...aList().topics.log, readFrom: async () => ({ records: [], next: 0 }) };
    const list = listQuarantined({ log, mayGoOn: () => true });

    const cursor = [{ partition: 0, next: 0, end: 1 }];
    const request = { action: 'list-quarantined', topic, consumer: 'payment-processor', limit: 9, cursor } as const;
    await expect(list(request)).rejects.toThrow('Kafka gave nothing');
  });
});
