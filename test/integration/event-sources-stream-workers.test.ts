import { describe, expect, it } from 'vitest';
import type { Invoke } from '../../lambda-local/functions/invocation.ts';
import { failed, returned, scriptedFunction } from '../doubles/scripted-function.ts';
import { aTable, idsOf, pollStream, type StreamEvent } from '../harness/polled-stream.ts';
import { waitFor } from '../harness/wait-for.ts';

describe('polling a stream with several workers', () => {
  // "When you increase the number of concurrent batches per shard, Lambda still ensures in-order processing at the item
  // (partition and sort key) level." (AWS Lambda Developer Guide, Using AWS Lambda with Amazon DynamoDB)
  it('keeps the order of each item when the mapping has several workers', async () => {
    const table = await aTable();
    const given = new Map<string, bigint[]>();
    const invoke: Invoke = async (_functionName, event) => {
      for (const { dynamodb } of (event as StreamEvent).Records) {
        const id = dynamodb.Keys.id.S;
        given.set(id, [...(given.get(id) ?? []), BigInt(dynamodb.SequenceNumber)]);
      }
      return returned();
    };
    const items = ['a', 'b', 'c', 'd', 'e', 'f'];

    for (const version of ['1', '2', '3', '4']) {
      await Promise.all(items.map((id) => table.put(id, { version: { N: version } })));
    }

    pollStream(table, invoke, { properties: { ParallelizationFactor: 4, BatchSize: 2 } });

    await waitFor(() => [...given.values()].flat().length === 24, { within: 5_000, what: 'all records' });
    for (const id of items) expect(given.get(id)).toEqual(given.get(id)?.toSorted((a, b) => (a < b ? -1 : 1)));
  });

  // Inferred from the same sentence: a worker is a batch of its own.
  it('holds back no other item while the records of one item fail, when the mapping has several workers', async () => {
    const table = await aTable();
    const worker = scriptedFunction<StreamEvent>(({ Records }) =>
      Records.some(({ dynamodb }) => dynamodb.Keys.id.S === 'poison') ? failed : returned(),
    );
    pollStream(table, worker.invoke, { properties: { ParallelizationFactor: 10, BatchSize: 1 } });

    await table.put('poison');
    await Promise.all(Array.from({ length: 20 }, (_, number) => table.put(`good-${number}`)));

    const others = () => new Set(idsOf(worker.events).filter((id) => id !== 'poison')).size;
    await waitFor(() => others() >= 10, { within: 5_000, what: 'records of other workers' });
  });

  it('ends with an error that names function and setting when failures are returned where they are not enabled', async () => {
    const table = await aTable();
    const source = pollStream(table, async () => returned({ batchItemFailures: [{ itemIdentifier: '1' }] }));
    const ended = expect(source.ended).rejects.toThrow(/Publisher.*ReportBatchItemFailures.*Mapping/);

    await table.put('1');

    await ended;
  });
});
