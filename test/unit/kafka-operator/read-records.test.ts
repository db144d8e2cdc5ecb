import { describe, expect, it } from 'vitest';
import { readRecords } from '../../../functions/kafka-operator/record-log.ts';
import { inMemoryTopics } from '../../doubles/in-memory-topics.ts';

const topic = 'payments';

/** A topic with records whose values have these sizes in bytes, in one partition. */
async function aTopic(sizes: readonly number[]) {
  const topics = inMemoryTopics();
  const send = (size: number) =>
    topics.send({ topic, partition: 0, messages: [{ key: 'k', value: 'x'.repeat(size), headers: { ce_id: 'e' } }] });
  for (const size of sizes) await send(size);
  const read = readRecords({ log: topics.log, mayGoOn: () => true });
  return { send, page: (differing = {}) => read({ action: 'read-records', topic, limit: 100, ...differing }) };
}

describe('read a topic page by page', () => {
  it('gives records whole, with their places and headers', async () => {
    const { records, cursor } = await (await aTopic([2])).page();

    const bytes = (text: string) => Buffer.from(text).toString('base64');
    expect(cursor).toBeNull();
    expect(records).toEqual([
      {
        topic,
        partition: 0,
        offset: 0,
        timestamp: 0,
        key: bytes('k'),
        value: bytes('xx'),
        headers: [{ name: 'ce_id', value: bytes('e') }],
      },
    ]);
  });

  it('ends a page before its answer is too large for Lambda', async () => {
    const megabyte = 1_048_576;
    const { page } = await aTopic([megabyte, megabyte, megabyte, megabyte]);

    const first = await page();
    const second = await page({ cursor: first.cursor });

    expect(first.records.map(({ offset }) => offset)).toEqual([0, 1, 2]);
    expect(JSON.stringify(first).length).toBeLessThan(6 * megabyte);
    expect(second.records.map(({ offset }) => offset)).toEqual([3]);
  });
});
