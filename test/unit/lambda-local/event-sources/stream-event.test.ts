import { describe, expect, it } from 'vitest';
import { toShardRecord } from '../../../../lambda-local/event-sources/stream-event.ts';

describe('a stream record as Lambda gives it to a function', () => {
  it('has its binaries in base64, at any depth', () => {
    const bytes = Buffer.from('tea');
    const image = { one: { B: bytes }, several: { BS: [bytes] }, deep: { M: { list: { L: [{ B: bytes }] } } } };

    const { event } = toShardRecord({ dynamodb: { NewImage: image } }, 'arn');

    const text = bytes.toString('base64');
    expect(event.dynamodb.NewImage).toEqual({
      one: { B: text },
      several: { BS: [text] },
      deep: { M: { list: { L: [{ B: text }] } } },
    });
  });

  it('shows an empty map as one, which DynamoDB Local leaves out, at any depth', () => {
    // No value of a type, as the client reads it.
    const nothing = Object.create(Object.prototype);
    const image = { receipts: nothing, deep: { M: { map: nothing, list: { L: [nothing] } } }, M: { S: 'a name' } };

    const { event } = toShardRecord({ dynamodb: { NewImage: image } }, 'arn');

    const empty = { M: {} };
    expect(event.dynamodb.NewImage).toEqual({
      receipts: empty,
      deep: { M: { map: empty, list: { L: [empty] } } },
      M: { S: 'a name' },
    });
  });

  it('has no image where the stream shows none', () => {
    expect(toShardRecord({ dynamodb: {} }, 'arn').event.dynamodb.NewImage).toBeUndefined();
  });
});
