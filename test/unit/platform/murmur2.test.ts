import fc from 'fast-check';
import kafkajs from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { murmur2 } from '../../../functions/platform/kafka-partitioner.ts';

const MOST = 2 ** 31 - 1;
/** As many partitions as there are hashes, so that the partition shows the hash. */
const partitionMetadata = { length: MOST, filter: () => [] };

describe('the hash of a key', () => {
  it('is that of kafkajs, whatever the key', () => {
    const assign = kafkajs.Partitioners.DefaultPartitioner();
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (key) => {
        const partition = assign({
          topic: 't',
          // @ts-expect-error kafkajs asks for no more of it here
          partitionMetadata,
          message: { key, value: null },
        });

        expect((murmur2(key) & MOST) % MOST).toBe(partition);
      }),
      { numRuns: 2_000 },
    );
  });
});
