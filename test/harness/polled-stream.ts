import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, inject } from 'vitest';
import { fileCheckpoints } from '../../lambda-local/event-sources/checkpoints.ts';
import type { EventSource } from '../../lambda-local/event-sources/event-source.ts';
import { parseMapping } from '../../lambda-local/event-sources/mapping.ts';
import { startStreamSource } from '../../lambda-local/event-sources/stream-poller.ts';
import type { Invoke } from '../../lambda-local/functions/invocation.ts';
import { leanStreams } from '../../local/lean-streams.ts';
import { createTestTable, keyedBy, testDynamoDb } from './test-tables.ts';

export interface StreamEvent {
  readonly Records: readonly {
    readonly eventName: string;
    readonly dynamodb: { readonly Keys: { readonly id: { readonly S: string } }; readonly SequenceNumber: string };
  }[];
}

const dynamodb = testDynamoDb();
const streams = leanStreams({
  endpoint: inject('dynamodbEndpoint'),
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});
const sources: EventSource[] = [];
afterEach(async () => {
  await Promise.all(sources.splice(0).map((source) => source.stop()));
});

/** A table of its own with a stream, and what was seen of that. */
export async function aTable() {
  const name = await createTestTable(dynamodb, keyedBy('id'));
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: name }));
  const streamArn = Table?.LatestStreamArn ?? '';
  const shards = new Set<string>();
  return {
    streamArn,
    seen: [] as string[],
    shards,
    shardId: () => [...shards][0] ?? '',
    put: (id: string, attributes = {}) =>
      dynamodb.send(new PutItemCommand({ TableName: name, Item: { id: { S: id }, ...attributes } })),
  };
}

interface Options {
  readonly file?: string;
  readonly properties?: object;
}

/** Polls the table's stream for a function until the test ends. */
export function pollStream(
  table: Awaited<ReturnType<typeof aTable>>,
  invoke: Invoke,
  { file = aCheckpointFile(), properties = {} }: Options = {},
) {
  const checkpoints = fileCheckpoints(file);
  const source = startStreamSource({
    mapping: parseMapping('Mapping', {
      FunctionName: 'Publisher',
      EventSourceArn: table.streamArn,
      StartingPosition: 'TRIM_HORIZON',
      ...properties,
    }),
    streams,
    streamArn: table.streamArn,
    invoke,
    onFailure: async () => undefined,
    checkpoints: {
      read: (shard) => {
        table.shards.add(shard);
        return checkpoints.read(shard);
      },
      write: checkpoints.write,
    },
    onRecord: ({ dynamodb: { SequenceNumber = '' } }) => table.seen.push(SequenceNumber),
    now: () => new Date(),
  });
  sources.push(source);
  return source;
}

export const aCheckpointFile = () => join(mkdtempSync(join(tmpdir(), 'event-source-')), 'Mapping.json');

export const idsOf = (events: readonly StreamEvent[]) =>
  events.flatMap(({ Records }) => Records.map(({ dynamodb: { Keys } }) => Keys.id.S));
