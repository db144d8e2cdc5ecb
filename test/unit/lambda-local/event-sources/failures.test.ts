import { describe, expect, it } from 'vitest';
import { kafkaRest, reportedFailures, streamRest } from '../../../../lambda-local/event-sources/deliver.ts';

// The quotes are from the AWS Lambda Developer Guide, "Configuring partial batch response with DynamoDB and Lambda"
// and "Configuring error handling controls for Kafka event sources".
describe('reading which records a function reports as failed', () => {
  // "Lambda treats a batch as a complete success if you return any of the following: An empty batchItemFailure list,
  // a null batchItemFailure list, an empty EventResponse, a null EventResponse"
  it.each([{ batchItemFailures: [] }, { batchItemFailures: null }, {}, null, undefined, 'done'])(
    'takes %j for a complete success',
    (payload) => {
      expect(reportedFailures(payload)).toEqual([]);
    },
  );

  it('takes a list that is none for a failure', () => {
    expect(reportedFailures({ batchItemFailures: 'some' })).toEqual(['some']);
  });
});

describe('going on after a partial failure of a stream batch', () => {
  const batch = ['100', '200', '300', '400'].map((sequenceNumber) => ({ sequenceNumber }));
  const rest = (...failures: unknown[]) => streamRest(batch, failures).map(({ sequenceNumber }) => sequenceNumber);

  // "If the batchItemFailures array contains multiple items, Lambda uses the record with the lowest sequence number as
  // the checkpoint. Lambda then retries all records starting from that checkpoint."
  it('starts again at the lowest reported sequence number', () => {
    expect(rest({ itemIdentifier: '300' }, { itemIdentifier: '200' })).toEqual(['200', '300', '400']);
  });

  // "Lambda treats a batch as a complete failure if you return any of the following: An empty string itemIdentifier,
  // a null itemIdentifier, an itemIdentifier with a bad key name". An identifier that is in no record of the batch
  // fails it as well: inferred, the documentation says so for Kafka only.
  it.each([{ itemIdentifier: '' }, { itemIdentifier: null }, { item: '300' }, 'text', { itemIdentifier: '999' }])(
    'starts the whole batch again for %j, also beside a good identifier',
    (failure) => {
      expect(rest({ itemIdentifier: '400' }, failure)).toEqual(['100', '200', '300', '400']);
    },
  );
});

describe('going on after a partial failure of a Kafka batch', () => {
  const batch = [
    ...[5, 6, 7].map((offset) => ({ partitionName: 'orders-0', offset })),
    ...[5, 6].map((offset) => ({ partitionName: 'orders-1', offset })),
  ];
  const rest = (...failures: unknown[]) => kafkaRest(batch, failures).map((r) => `${r.partitionName}@${r.offset}`);
  const item = (partition: string, offset: unknown) => ({ itemIdentifier: { partition, offset } });

  // "the handler returns identifiers only for the failed messages, allowing Lambda to retry just those specific items";
  // that a partition goes on at its lowest failed offset is inferred.
  it('starts again at the lowest failed offset of each partition', () => {
    expect(rest(item('orders-0', 7), item('orders-0', 6))).toEqual(['orders-0@6', 'orders-0@7']);
    expect(rest(item('orders-1', 6), item('orders-0', 7))).toEqual(['orders-0@7', 'orders-1@6']);
  });

  // "Any invalid topic-partition_number or offset returned that was not present in the invoked event will be treated as
  // failure and entire batch will be retried."
  it.each([
    item('orders-2', 5),
    item('orders-1', 7),
    item('orders-0', '6'),
    { itemIdentifier: 'orders-0-6' },
    { itemIdentifier: '' },
    { itemIdentifier: null },
    null,
  ])('starts the whole batch again for %j, also beside a good identifier', (failure) => {
    expect(rest(item('orders-0', 7), failure)).toHaveLength(batch.length);
  });
});
