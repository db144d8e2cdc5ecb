import { describe, expect, it } from 'vitest';
import { fileCheckpoints } from '../../lambda-local/event-sources/checkpoints.ts';
import { returned, scriptedFunction } from '../doubles/scripted-function.ts';
import { aCheckpointFile, aTable, idsOf, pollStream, type StreamEvent } from '../harness/polled-stream.ts';
import { waitFor } from '../harness/wait-for.ts';

describe('polling the stream of a real table', () => {
  it('gives a function what was written before and after it started, in order', async () => {
    const table = await aTable();
    await table.put('before');
    const worker = scriptedFunction<StreamEvent>(() => returned());

    const source = pollStream(table, worker.invoke);
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

    pollStream(table, worker.invoke);

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
    const file = aCheckpointFile();
    const first = scriptedFunction<StreamEvent>(() => returned());
    const source = pollStream(table, first.invoke, { file });
    await table.put('1');
    await waitFor(() => fileCheckpoints(file).read(table.shardId()), { within: 5_000, what: 'a checkpoint' });
    await source.stop();
    await table.put('2');

    const second = scriptedFunction<StreamEvent>(() => returned());
    pollStream(table, second.invoke, { file, properties: { StartingPosition: 'LATEST' } });

    await waitFor(() => second.events.length, { within: 5_000, what: 'the second record' });
    expect(idsOf(second.events)).toEqual(['2']);
  });

  // "Lambda event source mappings process each event at least once, and duplicate processing of records can occur." (AWS
  // Lambda Developer Guide, Using AWS Lambda with Amazon DynamoDB)
  it('delivers again what was in progress when it was stopped', async () => {
    const table = await aTable();
    const file = aCheckpointFile();
    const hanging = scriptedFunction<StreamEvent>(() => new Promise(() => undefined));
    const source = pollStream(table, hanging.invoke, { file });
    await table.put('1');
    await waitFor(() => hanging.events.length, { within: 5_000, what: 'the invocation' });

    await source.stop();
    const second = scriptedFunction<StreamEvent>(() => returned());
    pollStream(table, second.invoke, { file });

    await waitFor(() => second.events.length, { within: 5_000, what: 'the second delivery' });
    expect(idsOf(second.events)).toEqual(['1']);
  });

  it('starts at the oldest record when the shard refuses the checkpoint', async () => {
    const table = await aTable();
    await table.put('1');
    const file = aCheckpointFile();
    const learner = pollStream(table, scriptedFunction<StreamEvent>(() => returned()).invoke, { file });
    await waitFor(() => fileCheckpoints(file).read(table.shardId()), { within: 5_000, what: 'a checkpoint' });
    await learner.stop();
    const checkpoints = fileCheckpoints(file);
    checkpoints.write(table.shardId(), '000000000000000000001');
    checkpoints.save();

    const worker = scriptedFunction<StreamEvent>(() => returned());
    pollStream(table, worker.invoke, { file });

    await waitFor(() => worker.events.length, { within: 5_000, what: 'the record' });
    expect(idsOf(worker.events)).toEqual(['1']);
  });

  // "after your filter criteria evaluates a record, the streams iterator advances past this record" (AWS Lambda Developer
  // Guide, Control which events Lambda sends to your function)
  it('shows every record as it is read, but gives only those that pass the filter and remembers the rest as done', async () => {
    const table = await aTable();
    const file = aCheckpointFile();
    const Pattern = JSON.stringify({
      dynamodb: { NewImage: { outbox: { M: { eventId: { S: [{ exists: true }] } } } } },
    });
    await table.put('full', { outbox: { M: { eventId: { S: 'an-event' } } } });
    await table.put('empty');
    const worker = scriptedFunction<StreamEvent>(() => returned());

    pollStream(table, worker.invoke, { file, properties: { FilterCriteria: { Filters: [{ Pattern }] } } });

    const processed = () => fileCheckpoints(file).read(table.shardId());
    await waitFor(() => table.seen.length === 2 && processed() === table.seen[1], {
      within: 5_000,
      what: 'checkpoint',
    });
    expect(idsOf(worker.events)).toEqual(['full']);
  });
});
