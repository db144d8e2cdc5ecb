import { DynamoDBStreams } from '@aws-sdk/client-dynamodb-streams';
import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, inject, it } from 'vitest';
import type { StreamsApi } from '../../lambda-local/event-sources/streams-api.ts';
import { leanStreams } from '../../local/lean-streams.ts';
import { createTestTable, keyedBy, testDynamoDb } from '../harness/test-tables.ts';

const at = () => ({
  endpoint: inject('dynamodbEndpoint'),
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});
const clients = () => [new DynamoDBStreams(at()), leanStreams(at())] as const;

/** The stream of a table of its own into which these items were written. */
async function aStream(...items: readonly object[]) {
  const dynamo = testDynamoDb();
  const TableName = await createTestTable(dynamo, keyedBy('id'));
  for (const item of items)
    await dynamo.putItem({ TableName, Item: { ...marshall(item), bytes: { B: new Uint8Array([0, 255]) } } });
  return (await dynamo.describeTable({ TableName })).Table?.LatestStreamArn ?? '';
}

async function read(streams: StreamsApi, StreamArn: string) {
  const { StreamDescription: stream } = await streams.describeStream({ StreamArn });
  const ShardId = stream?.Shards?.[0]?.ShardId ?? '';
  const { ShardIterator } = await streams.getShardIterator({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' });
  const { Records, NextShardIterator } = await streams.getRecords({ ShardIterator });
  return { shards: stream?.Shards, Records, hasMore: NextShardIterator !== undefined };
}

const refusal = (call: Promise<unknown>) => call.catch((error: unknown) => error);

describe("the SDK's and the lean client of the streams", () => {
  it('read the same', async () => {
    const stream = await aStream({ id: '1', text: 'Zo\u00eb', list: [1, { a: null }], flag: true }, { id: '2' });

    const [bySdk, byLean] = await Promise.all(clients().map((client) => read(client, stream)));

    expect(byLean?.Records).toHaveLength(2);
    expect(byLean).toEqual(bySdk);
  });

  it('read the same where nothing was written', async () => {
    const stream = await aStream();

    const [bySdk, byLean] = await Promise.all(clients().map((client) => read(client, stream)));

    expect(byLean).toEqual({ ...bySdk, Records: [] });
  });

  it('are refused in the same words', async () => {
    const [bySdk, byLean] = await Promise.all(
      clients().map((client) =>
        refusal(client.describeStream({ StreamArn: 'arn:aws:dynamodb:us-east-1:0:table/no/stream/1' })),
      ),
    );

    expect(byLean).toMatchObject({ name: (bySdk as Error).name, message: (bySdk as Error).message, $fault: 'client' });
  });

  it('are both cut off by a signal', async () => {
    const stream = await aStream();
    const abortSignal = AbortSignal.abort();

    for (const client of clients())
      expect(await refusal(client.describeStream({ StreamArn: stream }, { abortSignal }))).toMatchObject({
        name: 'AbortError',
      });
  });
});
