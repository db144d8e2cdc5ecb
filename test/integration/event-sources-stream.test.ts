import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { fileCheckpoints } from '../../local/event-sources/checkpoints.ts';
import type { EventSource } from '../../local/event-sources/event-source.ts';
import type { Invoke } from '../../local/event-sources/invoke.ts';
import { parseMapping } from '../../local/event-sources/mapping.ts';
import { onFailureFolder } from '../../local/event-sources/on-failure.ts';
import { startStreamSource } from '../../local/event-sources/stream-source.ts';
import { failed, returned, scriptedFunction } from '../doubles/scripted-function.ts';
import { createTestTable, keyedBy, testDynamoDb } from '../harness/tables.ts';
import { waitFor } from '../harness/wait-for.ts';

interface StreamEvent {
  readonly Records: readonly {
    readonly eventName: string;
    readonly dynamodb: { readonly Keys: { readonly id: { readonly S: string } }; readonly SequenceNumber: string };
  }[];
}

const dynamodb = testDynamoDb();
const streams = new DynamoDBStreamsClient({
  endpoint: inject('dynamodbEndpoint'),
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});
const sources: EventSource[] = [];
afterEach(async () => {
  await Promise.all(sources.splice(0).map((source) => source.stop()));
});

describe('polling the stream of a real table', () => {
  it('gives a function what was written before and after it started, in order', async () => {
    const table = await aTable();
    await table.put('before');
    const worker = scriptedFunction<StreamEvent>(() => returned());

    const source = start(table, worker.invoke);
    await table.put('after-1');
    source.wake();
    await table.put('after-2');

    await waitFor(() => idsOf(worker.events).length === 3, { within: 5_000, what: 'three records' });
    expect(idsOf(worker.events)).toEqual(['before', 'after-1', 'after-2']);
  });

  it("gives the event in Lambda's form, binaries in base64", async () => {
    const table = await aTable();
    await table.put('an-item', { bytes: { B: Buffer.from('hello') } });
    const worker = scriptedFunction<StreamEvent>(() => returned());

    start(table, worker.invoke);

    await waitFor(() => worker.events.length, { within: 5_000, what: 'the event' });
    expect(worker.events[0]).toEqual({
      Records: [
        {
          eventID: expect.any(String),
          eventName: 'INSERT',
          eventVersion: '1.1',
          eventSource: 'aws:dynamodb',
          awsRegion: expect.any(String),
          eventSourceARN: table.streamArn,
          dynamodb: {
            ApproximateCreationDateTime: expect.any(Number),
            Keys: { id: { S: 'an-item' } },
            NewImage: { id: { S: 'an-item' }, bytes: { B: 'aGVsbG8=' } },
            SequenceNumber: expect.stringMatching(/^\d+$/),
            SizeBytes: expect.any(Number),
            StreamViewType: 'NEW_IMAGE',
          },
        },
      ],
    });
  });

  it('goes on after the last processed record when it is started again, whatever the starting position', async () => {
    const table = await aTable();
    const file = join(aFolder(), 'Mapping.json');
    const first = scriptedFunction<StreamEvent>(() => returned());
    const source = start(table, first.invoke, { file });
    await table.put('1');
    await waitFor(() => fileCheckpoints(file).read(table.shardId()), { within: 5_000, what: 'a checkpoint' });
    await source.stop();
    await table.put('2');

    const second = scriptedFunction<StreamEvent>(() => returned());
    start(table, second.invoke, { file, properties: { StartingPosition: 'LATEST' } });

    await waitFor(() => second.events.length, { within: 5_000, what: 'the second record' });
    expect(idsOf(second.events)).toEqual(['2']);
  });

  // "Lambda event source mappings process each event at least once, and duplicate processing of records can occur." (AWS
  // Lambda Developer Guide, Using AWS Lambda with Amazon DynamoDB)
  it('delivers again what was in progress when it was stopped', async () => {
    const table = await aTable();
    const file = join(aFolder(), 'Mapping.json');
    const hanging = scriptedFunction<StreamEvent>(() => new Promise(() => undefined));
    const source = start(table, hanging.invoke, { file });
    await table.put('1');
    await waitFor(() => hanging.events.length, { within: 5_000, what: 'the invocation' });

    await source.stop();
    const second = scriptedFunction<StreamEvent>(() => returned());
    start(table, second.invoke, { file });

    await waitFor(() => second.events.length, { within: 5_000, what: 'the second delivery' });
    expect(idsOf(second.events)).toEqual(['1']);
  });

  it('starts at the oldest record when the shard refuses the checkpoint', async () => {
    const table = await aTable();
    await table.put('1');
    const file = join(aFolder(), 'Mapping.json');
    const learner = start(table, scriptedFunction<StreamEvent>(() => returned()).invoke, { file });
    await waitFor(() => fileCheckpoints(file).read(table.shardId()), { within: 5_000, what: 'a checkpoint' });
    await learner.stop();
    fileCheckpoints(file).write(table.shardId(), '000000000000000000001');

    const worker = scriptedFunction<StreamEvent>(() => returned());
    start(table, worker.invoke, { file });

    await waitFor(() => worker.events.length, { within: 5_000, what: 'the record' });
    expect(idsOf(worker.events)).toEqual(['1']);
  });

  // "after your filter criteria evaluates a record, the streams iterator advances past this record" (AWS Lambda Developer
  // Guide, Control which events Lambda sends to your function)
  it('shows every record as it is read, but gives only those that pass the filter and remembers the rest as done', async () => {
    const table = await aTable();
    const file = join(aFolder(), 'Mapping.json');
    const Pattern = JSON.stringify({
      dynamodb: { NewImage: { outbox: { M: { eventId: { S: [{ exists: true }] } } } } },
    });
    await table.put('full', { outbox: { M: { eventId: { S: 'an-event' } } } });
    await table.put('empty');
    const worker = scriptedFunction<StreamEvent>(() => returned());

    start(table, worker.invoke, { file, properties: { FilterCriteria: { Filters: [{ Pattern }] } } });

    const processed = () => fileCheckpoints(file).read(table.shardId());
    await waitFor(() => table.seen.length === 2 && processed() === table.seen[1], {
      within: 5_000,
      what: 'checkpoint',
    });
    expect(idsOf(worker.events)).toEqual(['full']);
  });

  // "When you increase the number of concurrent batches per shard, Lambda still ensures in-order processing at the item
  // (partition and sort key) level." (AWS Lambda Developer Guide, Using AWS Lambda with Amazon DynamoDB)
  it('keeps the order of each item when the mapping has several lanes', async () => {
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

    start(table, invoke, { properties: { ParallelizationFactor: 4, BatchSize: 2 } });

    await waitFor(() => [...given.values()].flat().length === 24, { within: 5_000, what: 'all records' });
    for (const id of items) expect(given.get(id)).toEqual(given.get(id)?.toSorted((a, b) => (a < b ? -1 : 1)));
  });

  // Inferred from the same sentence: a lane is a batch of its own.
  it('holds back no other item while the records of one item fail, when the mapping has several lanes', async () => {
    const table = await aTable();
    const worker = scriptedFunction<StreamEvent>(({ Records }) =>
      Records.some(({ dynamodb }) => dynamodb.Keys.id.S === 'poison') ? failed : returned(),
    );
    start(table, worker.invoke, { properties: { ParallelizationFactor: 10, BatchSize: 1 } });

    await table.put('poison');
    await Promise.all(Array.from({ length: 20 }, (_, number) => table.put(`good-${number}`)));

    const others = () => new Set(idsOf(worker.events).filter((id) => id !== 'poison')).size;
    await waitFor(() => others() >= 10, { within: 5_000, what: 'records of other lanes' });
  });

  it('ends with an error that names function and setting when failures are returned where they are not enabled', async () => {
    const table = await aTable();
    const source = start(table, async () => returned({ batchItemFailures: [{ itemIdentifier: '1' }] }));
    const ended = expect(source.ended).rejects.toThrow(/Publisher.*ReportBatchItemFailures.*Mapping/);

    await table.put('1');

    await ended;
  });
});

async function aTable() {
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

function start(
  table: Awaited<ReturnType<typeof aTable>>,
  invoke: Invoke,
  { file = join(aFolder(), 'Mapping.json'), properties = {} }: Options = {},
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
    onFailure: onFailureFolder({ folder: aFolder(), now: () => new Date() }),
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

const aFolder = () => mkdtempSync(join(tmpdir(), 'event-source-'));

const idsOf = (events: readonly StreamEvent[]) =>
  events.flatMap(({ Records }) => Records.map(({ dynamodb: { Keys } }) => Keys.id.S));
