import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { fileCheckpoints } from '../../../../lambda-local/event-sources/checkpoints.ts';
import { parseMapping } from '../../../../lambda-local/event-sources/mapping.ts';
import { startStreamSource } from '../../../../lambda-local/event-sources/stream-poller.ts';
import { returned, scriptedFunction } from '../../../doubles/scripted-function.ts';
import { waitFor } from '../../../harness/wait-for.ts';
import { streamsEndpoint } from './streams-endpoint.ts';

interface StreamEvent {
  readonly Records: readonly { readonly dynamodb: { readonly SequenceNumber: string } }[];
}

const streamArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/orders/stream/1';
const running: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of running.splice(0).reverse()) await stop();
});

// What DynamoDB Local can't show, which has one shard a stream that is never trimmed.
describe('reading the shards of a stream', () => {
  // "Because shards have a lineage (parent and children), an application must always process a parent shard before it
  // processes a child shard." (Amazon DynamoDB Developer Guide, Change data capture for DynamoDB Streams)
  it('reads all of them, a child after its parent', async () => {
    const run = await start({
      child: { parent: 'parent', sequenceNumbers: ['3'] },
      parent: { sequenceNumbers: ['1', '2'], closed: true },
      other: { parent: 'long gone', sequenceNumbers: ['9'] },
    });

    await waitFor(() => run.given().length === 4, { within: 5_000, what: 'four records' });
    expect(run.given().filter((sequenceNumber) => sequenceNumber !== '9')).toEqual(['1', '2', '3']);
    expect(run.opened.indexOf('parent TRIM_HORIZON')).toBeLessThan(run.opened.indexOf('child TRIM_HORIZON'));
  });

  // Inferred: a child of a shard that was read holds nothing but later records.
  it('takes the starting position for the shards that are there at the start only', async () => {
    const run = await start(
      { parent: { sequenceNumbers: ['1'], closed: true }, child: { parent: 'parent', sequenceNumbers: ['2'] } },
      { StartingPosition: 'LATEST' },
    );

    await waitFor(() => run.given().length > 0, { within: 5_000, what: 'a record' });
    expect(run.given()).toEqual(['2']);
    expect(run.opened).toEqual(['parent LATEST', 'child TRIM_HORIZON']);
  });

  it('takes its place again when an iterator fails once as trimmed, and never the latest', async () => {
    const run = await start({ shard: { sequenceNumbers: ['1'], trimmed: 1 } }, { StartingPosition: 'LATEST' });

    await waitFor(() => run.given().length > 0, { within: 5_000, what: 'the record' });
    expect(run.opened).toEqual(['shard LATEST', 'shard TRIM_HORIZON']);
  });

  it('goes on after the checkpoint when an iterator fails once as trimmed', async () => {
    const run = await start({ shard: { sequenceNumbers: ['1', '2'], trimmed: 1 } }, {}, { shard: '1' });

    await waitFor(() => run.given().length > 0, { within: 5_000, what: 'the record' });
    expect(run.given()).toEqual(['2']);
  });

  it('starts at the oldest record when what follows the checkpoint is trimmed', async () => {
    const run = await start({ shard: { sequenceNumbers: ['7', '8'], trimmed: 2 } }, {}, { shard: '1' });

    await waitFor(() => run.given().length === 2, { within: 5_000, what: 'both records' });
    expect(run.opened).toEqual([
      ...Array.from({ length: 2 }, () => 'shard AFTER_SEQUENCE_NUMBER 1'),
      'shard TRIM_HORIZON',
    ]);
  });
});

async function start(
  shards: Parameters<typeof streamsEndpoint>[0],
  properties: object = {},
  processed: Readonly<Record<string, string>> = {},
) {
  const endpoint = await streamsEndpoint(shards);
  const worker = scriptedFunction<StreamEvent>(() => returned());
  const checkpoints = fileCheckpoints(join(mkdtempSync(join(tmpdir(), 'stream-')), 'Mapping.json'));
  for (const [shard, sequenceNumber] of Object.entries(processed)) checkpoints.write(shard, sequenceNumber);
  const base = { FunctionName: 'Publisher', EventSourceArn: streamArn, StartingPosition: 'TRIM_HORIZON' };
  const source = startStreamSource({
    mapping: parseMapping('Mapping', { ...base, ...properties }),
    streams: endpoint.client,
    streamArn,
    invoke: worker.invoke,
    onFailure: async () => undefined,
    checkpoints,
    now: () => new Date(),
  });
  running.push(endpoint.close, source.stop);
  const given = () => worker.events.flatMap(({ Records }) => Records.map(({ dynamodb }) => dynamodb.SequenceNumber));
  return { given, opened: endpoint.opened };
}
