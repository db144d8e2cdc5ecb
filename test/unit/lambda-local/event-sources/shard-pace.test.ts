import { afterEach, describe, expect, it } from 'vitest';
import { parseMapping } from '../../../../lambda-local/event-sources/mapping.ts';
import { followShard } from '../../../../lambda-local/event-sources/stream-shard.ts';
import { returned, scriptedFunction } from '../../../doubles/scripted-function.ts';
import { streamsEndpoint } from './streams-endpoint.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

describe('the pace of reading a shard', () => {
  it('is quick after records that a function is given, and no quicker after those that the filter drops', async () => {
    expect(await timesBusy({ exists: true })).toBe(1);
    expect(await timesBusy({ exists: false })).toBe(0);
  });
});

/** How often reading a shard of one page, with a filter on the records' key, was followed by a short pause. */
async function timesBusy(rule: { readonly exists: boolean }): Promise<number> {
  const endpoint = await streamsEndpoint({ shard: { sequenceNumbers: ['1', '2'], closed: true } });
  closing.push(endpoint.close);
  const streamArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/orders/stream/1';
  const Pattern = JSON.stringify({ dynamodb: { Keys: { id: { S: [rule] } } } });
  let busy = 0;
  await followShard(
    {
      mapping: parseMapping('Mapping', {
        ...{ FunctionName: 'Publisher', EventSourceArn: streamArn, StartingPosition: 'TRIM_HORIZON' },
        FilterCriteria: { Filters: [{ Pattern }] },
      }),
      ...{ streams: endpoint.client, streamArn, signal: new AbortController().signal },
      invoke: scriptedFunction(() => returned()).invoke,
      onFailure: async () => undefined,
      checkpoints: { read: () => undefined, write: () => undefined },
      now: () => new Date(),
      idle: {
        rest: () => new Promise((resolve) => setImmediate(resolve)),
        busy: () => {
          busy += 1;
        },
        wake: () => undefined,
      },
    },
    { shardId: 'shard', start: 'TRIM_HORIZON' },
  );
  return busy;
}
