import { describe, expect, it } from 'vitest';
import { kafkaBatchInfo } from '../../../../lambda-local/event-sources/kafka-event.ts';
import { parseMapping } from '../../../../lambda-local/event-sources/mapping.ts';

const mapping = parseMapping('Mapping', {
  FunctionName: 'Consumer',
  EventSourceArn: 'arn:aws:kafka:us-east-1:000000000000:cluster/local/1',
  StartingPosition: 'TRIM_HORIZON',
  Topics: ['orders'],
});
const message = { key: null, value: null, attributes: 0, offset: '7', headers: {} };

describe('what the on-failure record says of a batch', () => {
  it.each(['1700000000000000000', '9223372036854775807', '-9223372036854775808'])(
    'names a time also for a record whose timestamp is none: %s',
    (timestamp) => {
      const place = { topic: 'orders', partition: 0, partitionName: 'orders-0', offset: 7 };
      const record = { ...place, message: { ...message, timestamp }, fetchedBy: undefined };

      expect(kafkaBatchInfo(mapping, [], [record])).toMatchObject({
        KafkaBatchInfo: {
          recordsInfo: { 'orders-0': { firstRecordTimestamp: expect.stringMatching(/^[+-]\d{6}-.*Z$/) } },
        },
      });
    },
  );
});
