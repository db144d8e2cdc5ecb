import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { streamRecords, streamResponse } from '../../../functions/platform/stream-batch.ts';
import { aStreamRecord } from '../../doubles/record-builders.ts';

const aRecord = (SequenceNumber: string, NewImage?: unknown, Keys: unknown = { orderId: { S: 'o1' } }) => ({
  eventName: 'MODIFY',
  dynamodb: { SequenceNumber, Keys, NewImage },
});
const imageOf = (image: unknown) => streamRecords({ Records: [aRecord('1', image)] })[0]?.image;

describe("read a table's stream", () => {
  it('gives each row in the order of the batch', () => {
    const image = { orderId: { S: 'o1' }, totalAmount: { N: '1250' }, lines: { L: [{ M: { sku: { S: 'tea' } } }] } };

    expect(streamRecords({ Records: [aRecord('1', image), aRecord('2')] })).toEqual([
      {
        sequenceNumber: '1',
        keys: { orderId: 'o1' },
        image: { kind: 'row', row: { orderId: 'o1', totalAmount: 1_250, lines: [{ sku: 'tea' }] } },
      },
      { sequenceNumber: '2', keys: { orderId: 'o1' }, image: { kind: 'absent' } },
    ]);
  });

  it.each([
    ['null', null],
    ['a text', 'row'],
    ['a map of what are no attributes', { a: 'x' }],
    ['a map with an unknown type', { a: { X: '1' } }],
    ['a map with a number beyond JavaScript', { a: { N: '12345678901234567890.5' } }],
  ])('says why it can not read an image that is %s, and does not throw', (_situation, image) => {
    expect(imageOf(image)).toEqual({ kind: 'unreadable', reason: expect.stringMatching(/./) });
  });

  it('gives bytes as bytes, wherever they are: as text they would pass for what a schema wants', () => {
    const image = { tenant: { B: 'AP8=' }, more: { L: [{ M: { B: { S: 'no bytes' } } }, { BS: ['AP8='] }] } };

    expect(imageOf(image)).toEqual({
      kind: 'row',
      row: { tenant: Buffer.from([0, 255]), more: [{ B: 'no bytes' }, new Set([Buffer.from([0, 255])])] },
    });
  });

  it("gives every row that the SDK writes as the SDK's own unmarshall does", () => {
    const sets = fc.constantFrom(new Set(['a', 'b']), new Set([1, 2.5]));
    const numbers = fc.oneof(fc.integer(), fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.maxSafeInteger());
    const values = fc.letrec<{ value: unknown }>((of) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        ...[fc.string(), numbers, fc.boolean(), fc.constant(null), sets],
        ...[fc.array(of('value')), fc.dictionary(fc.string(), of('value'))],
      ),
    })).value;
    fc.assert(
      fc.property(fc.dictionary(fc.string(), values), (row) => {
        const image = marshall(row);

        expect(imageOf(image)).toEqual({ kind: 'row', row: unmarshall(image) });
      }),
    );
  });

  it.each([
    ['a whole number beyond safe integers', { a: { N: '9007199254740993' } }],
    ['a negative one', { a: { N: '-9007199254740993' } }],
    ['no number', { a: { N: 'x' } }],
    ['a small fraction', { a: { N: '1e-130' } }],
  ])('leaves %s to the SDK', (_situation, image) => {
    expect(imageOf(image)).toEqual({ kind: 'row', row: unmarshall(image) });
  });

  it('reads a record whose keys can not be read', () => {
    expect(streamRecords({ Records: [aRecord('1', undefined, null)] })).toMatchObject([{ keys: {} }]);
  });
});

describe('answer a batch of stream records', () => {
  it('names the first failed record, or none', () => {
    expect(streamResponse(aStreamRecord({ sequenceNumber: '7' }))).toEqual({
      batchItemFailures: [{ itemIdentifier: '7' }],
    });
    expect(streamResponse(undefined)).toEqual({ batchItemFailures: [] });
  });
});
