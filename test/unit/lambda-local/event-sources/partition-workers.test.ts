import { afterEach, describe, expect, it } from 'vitest';
import { parseMapping } from '../../../../lambda-local/event-sources/mapping.ts';
import { startPartitionWorkers } from '../../../../lambda-local/event-sources/partition-workers.ts';
import { failed, returned, scriptedFunction } from '../../../doubles/scripted-function.ts';

interface KafkaEvent {
  readonly records: Readonly<Record<string, readonly { readonly offset: number }[]>>;
}

const stopping: AbortController[] = [];
afterEach(() => {
  for (const controller of stopping.splice(0)) controller.abort();
});

describe('delivering what was fetched from partitions', () => {
  it('is finished with a fetch when its last message is committed', async () => {
    const worker = scriptedFunction<KafkaEvent>(() => returned());
    const { process } = workers(worker.invoke, { BatchSize: 2 });
    const fetched = aFetch(0, [4, 5, 6]);

    await process(fetched);

    expect(fetched.committed).toEqual([5, 6]);
    expect(offsets(worker.events)).toEqual([{ 'orders-0': [4, 5] }, { 'orders-0': [6] }]);
  });

  it('gives a fetch back when its commit fails, so that it is fetched again', async () => {
    const { process } = workers(async () => returned());
    const refused = new Error('the group has moved on');

    await expect(process({ ...aFetch(0, [4]), commit: () => Promise.reject(refused) })).rejects.toBe(refused);

    const again = aFetch(0, [4]);
    await process(again);
    expect(again.committed).toEqual([4]);
  });

  it('never gives the function what the group has taken away before its turn', async () => {
    const release = Promise.withResolvers<void>();
    const worker = scriptedFunction<KafkaEvent>(async () => {
      await release.promise;
      return returned();
    });
    const { process } = workers(worker.invoke);
    const first = process(aFetch(0, [4]));
    const lost = aFetch(0, [7]);
    const second = process(lost);

    lost.lost.abort(new Error('rebalanced'));
    release.resolve();

    await expect(second).rejects.toThrow('rebalanced');
    await first;
    await process(aFetch(0, [7]));
    expect(offsets(worker.events)).toEqual([{ 'orders-0': [4] }, { 'orders-0': [7] }]);
  });

  it('gives a partition its turn while the invocation of another goes on', async () => {
    const release = Promise.withResolvers<void>();
    const { process } = workers(async (_name, event) => {
      if (offsets([event as KafkaEvent])[0]?.['orders-0']) await release.promise;
      return returned();
    });
    const first = process(aFetch(0, [4]));

    await process(aFetch(1, [7]));

    release.resolve();
    await first;
  });

  it('gives up the retries of a batch that the group has taken away', async () => {
    const fetched = aFetch(0, [4]);
    const worker = scriptedFunction<KafkaEvent>(() => {
      if (worker.events.length > 1) return returned();
      fetched.lost.abort(new Error('rebalanced'));
      return failed;
    });
    const { process } = workers(worker.invoke);

    await expect(process(fetched)).rejects.toThrow('rebalanced');
    await process(aFetch(1, [7]));
    expect(offsets(worker.events)).toEqual([{ 'orders-0': [4] }, { 'orders-1': [7] }]);
  });

  it('ends with an error that names function and setting when failures are returned where they are not enabled', async () => {
    const { process, ended } = workers(async () => returned({ batchItemFailures: [{ itemIdentifier: 'x' }] }));
    void process(aFetch(0, [4])).catch(() => undefined);

    await expect(ended).rejects.toThrow(/Consumer .*ReportBatchItemFailures.* Mapping/);
  });
});

function workers(invoke: Parameters<typeof startPartitionWorkers>[0]['invoke'], properties: object = {}) {
  const controller = new AbortController();
  stopping.push(controller);
  const started = startPartitionWorkers({
    mapping: parseMapping('Mapping', {
      FunctionName: 'Consumer',
      EventSourceArn: 'arn:aws:kafka:us-east-1:000000000000:cluster/local/1',
      StartingPosition: 'TRIM_HORIZON',
      MaximumBatchingWindowInSeconds: 0,
      Topics: ['orders'],
      ...properties,
    }),
    brokers: ['127.0.0.1:9092'],
    invoke,
    onFailure: async () => undefined,
    now: () => new Date(),
    signal: controller.signal,
  });
  started.ended.catch(() => undefined);
  return started;
}

function aFetch(partition: number, messageOffsets: readonly number[]) {
  const committed: number[] = [];
  return {
    topic: 'orders',
    partition,
    messages: messageOffsets.map((offset) => ({
      ...{ key: null, value: Buffer.from('{}'), attributes: 0, timestamp: '0' },
      offset: String(offset),
      headers: {},
    })),
    lost: new AbortController(),
    commit: async (offset: number) => void committed.push(offset),
    committed,
  };
}

const offsets = (events: readonly KafkaEvent[]) =>
  events.map(({ records }) =>
    Object.fromEntries(Object.entries(records).map(([name, own]) => [name, own.map(({ offset }) => offset)])),
  );
