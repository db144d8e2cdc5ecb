import { describe, expect, it } from 'vitest';
import { kafkaRecords } from '../../../functions/platform/kafka-record.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const aRecord = (differing = {}) => ({
  topic: 't',
  partition: 0,
  offset: 5,
  timestamp: 1,
  timestampType: 'CREATE_TIME',
  key: base64('k'),
  value: base64('v'),
  headers: [],
  ...differing,
});
const anEvent = (records: object) => ({ eventSource: 'aws:kafka', bootstrapServers: 'b', records });

describe("read a Kafka event source's batch", () => {
  it('gives key and value as the bytes that they were', () => {
    const [record] = kafkaRecords(anEvent({ 't-0': [aRecord({ value: '/wCA' })] }));

    expect(record).toMatchObject({ key: Buffer.from('k'), value: Buffer.from([255, 0, 128]) });
  });

  it("gives header bytes back from Java's signed ones, repeated names in their order", () => {
    const headers = [{ a: [-1, 0, -128, 127] }, { b: [98] }, { a: [] }, { c: null }];

    const [record] = kafkaRecords(anEvent({ 't-0': [aRecord({ headers })] }));

    expect(record?.headers).toEqual([
      { name: 'a', value: Buffer.from([255, 0, 128, 127]) },
      { name: 'b', value: Buffer.from('b') },
      { name: 'a', value: Buffer.alloc(0) },
      { name: 'c', value: null },
    ]);
  });

  it('keeps headers by whatever name', () => {
    const headers = JSON.parse('[{"__proto__":[97]},{"constructor":[98]},{"1":[99]}]');

    const [record] = kafkaRecords(anEvent({ 't-0': [aRecord({ headers })] }));

    expect(record?.headers.map(({ name, value }) => [name, String(value)])).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
      ['1', 'c'],
    ]);
  });

  it.each([
    ['null', { key: null, value: null, headers: null }],
    ['left out', { key: undefined, value: undefined, headers: undefined }],
  ])('reads a record whose key, value and headers are %s', (_situation, absent) => {
    expect(kafkaRecords(anEvent({ 't-0': [aRecord(absent)] }))).toMatchObject([
      { key: null, value: null, headers: [] },
    ]);
  });

  it.each([-1, 1.7e18, 2 ** 63])('reads a batch in which a record has the timestamp %d', (timestamp) => {
    const records = kafkaRecords(anEvent({ 't-0': [aRecord({ timestamp }), aRecord({ offset: 6 })] }));

    expect(records).toMatchObject([{ timestamp }, { offset: 6, timestamp: 1 }]);
  });

  it('tells an empty value from none', () => {
    expect(kafkaRecords(anEvent({ 't-0': [aRecord({ value: '' })] }))).toMatchObject([{ value: Buffer.alloc(0) }]);
  });

  it('gives the records of every partition, in the order of offsets within each', () => {
    const batch = {
      't-0': [aRecord({ offset: 5 }), aRecord({ offset: 6 })],
      't-1': [aRecord({ partition: 1, offset: 2 })],
    };

    expect(kafkaRecords(anEvent(batch)).map(({ partition, offset }) => [partition, offset])).toEqual([
      [0, 5],
      [0, 6],
      [1, 2],
    ]);
  });
});
