import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { DynamoDBStreams } from '@aws-sdk/client-dynamodb-streams';

interface ShardScript {
  readonly parent?: string;
  readonly sequenceNumbers: readonly string[];
  readonly closed?: boolean;
  /** Fails reading so many times as trimmed. */
  trimmed?: number;
}

interface StreamsRequest {
  readonly ShardId?: string;
  readonly ShardIteratorType?: string;
  readonly SequenceNumber?: string;
  readonly ShardIterator?: string;
  readonly ExclusiveStartShardId?: string;
}

/** A DynamoDB Streams endpoint with the shards that a test describes; it lists one shard a page. */
export async function streamsEndpoint(shards: Readonly<Record<string, ShardScript>>) {
  const ids = Object.keys(shards);
  const opened: string[] = [];

  const describeStream = ({ ExclusiveStartShardId: last }: StreamsRequest) => {
    const ShardId = ids[last ? ids.indexOf(last) + 1 : 0] ?? '';
    const LastEvaluatedShardId = ShardId === ids.at(-1) ? undefined : ShardId;
    return {
      StreamDescription: { Shards: [{ ShardId, ParentShardId: shards[ShardId]?.parent }], LastEvaluatedShardId },
    };
  };
  const openShard = ({ ShardId = '', ShardIteratorType = '', SequenceNumber = '' }: StreamsRequest) => {
    opened.push([ShardId, ShardIteratorType, SequenceNumber].filter(Boolean).join(' '));
    const all = shards[ShardId]?.sequenceNumbers ?? [];
    const first =
      { LATEST: all.length, AFTER_SEQUENCE_NUMBER: all.indexOf(SequenceNumber) + 1 }[ShardIteratorType] ?? 0;
    return { ShardIterator: `${ShardId}/${first}` };
  };
  const readShard = ({ ShardIterator = '' }: StreamsRequest) => {
    const [id = '', first] = ShardIterator.split('/');
    const shard = shards[id];
    if (!shard) throw new Error(`There is no shard ${id}`);
    const { sequenceNumbers, closed = false, trimmed = 0 } = shard;
    shard.trimmed = Math.max(0, trimmed - 1);
    if (trimmed > 0) return { __type: 'TrimmedDataAccessException', message: 'trimmed' };
    const Records = sequenceNumbers.slice(Number(first)).map(toRecord);
    return { Records, NextShardIterator: closed ? undefined : `${id}/${sequenceNumbers.length}` };
  };
  const actions = { DescribeStream: describeStream, GetShardIterator: openShard, GetRecords: readShard };

  const server = createServer(async (request, response) => {
    const action = Object.entries(actions).find(([name]) => String(request.headers['x-amz-target']).endsWith(name));
    const answer = action?.[1]((await json(request)) as StreamsRequest) ?? {};
    response.writeHead('__type' in answer ? 400 : 200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(answer));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBStreams({ endpoint, region: 'us-east-1', credentials });
  const close = () => {
    client.destroy();
    server.close();
  };
  return { client, opened, close };
}

const toRecord = (SequenceNumber: string) => ({ dynamodb: { SequenceNumber, Keys: { id: { S: SequenceNumber } } } });
