import fc from 'fast-check';
import Produce, { type ProduceArguments } from 'kafkajs/src/protocol/requests/produce/index.js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { encodeProduce, encodeProduceOnce } from '../../../functions/platform/kafkajs-produce.ts';

const { protocol } = Produce;
const versions = [3, 4, 5, 6, 7] as const;
const own = async (args: ProduceArguments, version: number) =>
  (await protocol({ version })(args).request.encode()).buffer;

const bytes = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.uint8Array({ maxLength: 200 }).map(Buffer.from),
);
const header = fc.oneof(bytes, fc.array(bytes, { maxLength: 3 }));
const message = fc.record(
  {
    key: fc.option(bytes),
    value: fc.option(fc.oneof(bytes, fc.string({ minLength: 9_000, maxLength: 9_000 }))),
    headers: fc.dictionary(fc.string({ unit: 'binary', maxLength: 80 }), header, { maxKeys: 12 }),
  },
  // Neither a key nor headers are asked of a producer.
  { requiredKeys: ['value'] },
);
const partition = fc.record({
  partition: fc.nat(),
  firstSequence: fc.nat(),
  messages: fc.array(message, { maxLength: 150 }),
});
const args: fc.Arbitrary<ProduceArguments> = fc.record({
  acks: fc.constantFrom(-1, 0, 1),
  timeout: fc.nat(),
  compression: fc.constant(0),
  transactionalId: fc.constant(undefined),
  producerId: fc.constant(-1),
  producerEpoch: fc.nat(32_767),
  topicData: fc.array(
    fc.record({
      topic: fc.string({ unit: 'binary', maxLength: 50 }),
      partitions: fc.array(partition, { maxLength: 3 }),
    }),
    { maxLength: 3 },
  ),
});

const PLAIN: ProduceArguments = {
  acks: -1,
  timeout: 30_000,
  compression: 0,
  transactionalId: undefined,
  producerId: -1,
  producerEpoch: 0,
  topicData: [
    { topic: 't', partitions: [{ partition: 0, firstSequence: 0, messages: [{ key: 'k', value: 'v', headers: {} }] }] },
  ],
};

describe('a produce request in one buffer', () => {
  // Both write the time.
  beforeAll(() => {
    vi.useFakeTimers({ toFake: ['Date'] });
  });
  afterAll(() => {
    vi.useRealTimers();
    Produce.protocol = protocol;
  });

  it('is what kafkajs writes by itself, byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(args, async (given) => {
        expect(encodeProduce(given).equals(await own(given, 7))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it.each([63, 64, 8_191, 8_192, 1_048_575, 1_048_576])('is so with a value of %i bytes', async (length) => {
    const messages = Array.from({ length: 70 }, (_, n) => ({
      key: `k${n}`,
      value: n === 69 ? 'v'.repeat(length) : 'v',
      headers: {},
    }));
    const given = { ...PLAIN, topicData: [{ topic: 't', partitions: [{ partition: 5, firstSequence: 0, messages }] }] };

    expect(encodeProduce(given).equals(await own(given, 3))).toBe(true);
  });

  it.each(versions)('takes the place of that of version %i', async (version) => {
    encodeProduceOnce();

    const { request, response } = Produce.protocol({ version })(PLAIN);

    const original = protocol({ version })(PLAIN);
    expect({ ...request, encode: '', expectResponse: '' }).toEqual({
      ...original.request,
      encode: '',
      expectResponse: '',
    });
    expect(response).toBe(original.response);
    expect((await request.encode()).buffer).toEqual(await own(PLAIN, version));
  });
});

const messages = [{ key: 'k', value: 'v', headers: {}, timestamp: '1795966906660' }];

describe('what is not written in one buffer', () => {
  it.each<[string, Partial<ProduceArguments>, number]>([
    ['an older version', {}, 2],
    ['compression', { compression: 1 }, 7],
    ['a transaction', { transactionalId: 't' }, 7],
    ['an idempotent producer', { producerId: '7' }, 7],
    ['a timestamp', { topicData: [{ topic: 't', partitions: [{ partition: 0, firstSequence: 0, messages }] }] }, 7],
  ])('is left to kafkajs: %s', async (_, differing, version) => {
    const { encode } = protocol({ version })({ ...PLAIN, ...differing }).request;
    encodeProduceOnce();

    const { request } = Produce.protocol({ version })({ ...PLAIN, ...differing });
    Produce.protocol = protocol;

    expect(request.encode.toString()).toBe(encode.toString());
  });
});
