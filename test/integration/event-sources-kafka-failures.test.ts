import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { failed, returned, scriptedFunction } from '../doubles/scripted-function.ts';
import { aFolder, committed, deliveredValues, type KafkaEvent, pollTopic, send } from '../harness/polled-topic.ts';
import { createTestTopic } from '../harness/test-topics.ts';
import { waitFor } from '../harness/wait-for.ts';

// Unless another page is named, the quotes are from the AWS Lambda Developer Guide, "Using Lambda with Amazon MSK".
describe('polling a real topic for a function that fails', () => {
  // "If your function returns an error for any of the messages in a batch, Lambda retries the whole batch of messages until
  // processing succeeds or the messages expire."
  it('gives a failing batch again until it succeeds, with nothing committed meanwhile', async () => {
    const topic = await createTestTopic({ partitions: 1 });
    await send(topic, [{ value: '1' }, { value: '2' }]);
    const commits: string[][] = [];
    const worker = scriptedFunction<KafkaEvent>(async (_event, call) => {
      commits.push(await committed(topic));
      return call < 3 ? failed : returned();
    });

    await pollTopic(topic, worker.invoke);

    await waitFor(async () => (await committed(topic))[0] === '2', { within: 10_000, what: 'the commit' });
    expect(worker.events.map((event) => deliveredValues([event]))).toEqual([
      ['1', '2'],
      ['1', '2'],
      ['1', '2'],
    ]);
    expect(commits).toEqual([['-1'], ['-1'], ['-1']]);
  });

  // "the handler returns identifiers only for the failed messages, allowing Lambda to retry just those specific items"
  // (Configuring error handling controls for Kafka event sources); that a partition goes on at its lowest failed offset is
  // inferred
  it('goes on at the lowest failed offset of each partition in provisioned mode', async () => {
    const topic = await createTestTopic({ partitions: 2 });
    await send(
      topic,
      ['a0', 'a1', 'a2'].map((value) => ({ value, partition: 0 })),
    );
    await send(
      topic,
      ['b0'].map((value) => ({ value, partition: 1 })),
    );
    const properties = { ...provisioned, FunctionResponseTypes: ['ReportBatchItemFailures'] };
    const itemIdentifier = { partition: `${topic}-0`, offset: 1 };
    const worker = scriptedFunction<KafkaEvent>((event) =>
      deliveredValues([event]).includes('a0') ? returned({ batchItemFailures: [{ itemIdentifier }] }) : returned(),
    );

    await pollTopic(topic, worker.invoke, { properties });

    await waitFor(async () => (await committed(topic)).join() === '3,1', { within: 10_000, what: 'the commits' });
    const deliveries = worker.events.map((event) => deliveredValues([event]));
    expect(deliveries.filter(([value]) => value !== 'b0')).toEqual([
      ['a0', 'a1', 'a2'],
      ['a1', 'a2'],
    ]);
    expect(deliveries.filter(([value]) => value === 'b0')).toHaveLength(1);
  });

  // "Repeated errors block processing of the affected shard until the error is resolved or the items expire" (How event
  // source mappings work): of no other one.
  it('holds up the partition whose batch fails, and no other', async () => {
    const topic = await createTestTopic({ partitions: 2 });
    let isMended = false;
    const worker = scriptedFunction<KafkaEvent>((event) =>
      deliveredValues([event]).includes('bad') && !isMended ? failed : returned(),
    );
    await send(topic, [{ value: 'bad', partition: 0 }]);
    await pollTopic(topic, worker.invoke);
    await waitFor(() => worker.events.length > 1, { within: 10_000, what: 'the second attempt' });

    for (const [number, value] of ['b0', 'b1', 'b2'].entries()) {
      await send(topic, [{ value, partition: 1 }]);
      const isCommitted = async () => (await committed(topic))[1] === String(number + 1);
      await waitFor(isCommitted, { within: 10_000, what: `the commit of ${value}` });
    }
    await send(topic, [{ value: 'behind', partition: 0 }]);
    isMended = true;

    await waitFor(async () => (await committed(topic)).join() === '2,3', { within: 20_000, what: 'all commits' });
    const good = deliveredValues(worker.events).filter((value) => value !== 'bad');
    expect(good).toEqual(['b0', 'b1', 'b2', 'behind']);
  });

  // "You can send records that fail all retry attempts to an on-failure destination for later processing."
  it('puts a batch whose retries are exhausted to the on-failure destination and passes on', async () => {
    const topic = await createTestTopic({ partitions: 1 });
    const folder = aFolder();
    await send(topic, [{ value: 'poison' }]);
    const DestinationConfig = { OnFailure: { Destination: 'arn:aws:s3:::discarded' } };

    const properties = { ...provisioned, MaximumRetryAttempts: 1, DestinationConfig };

    await pollTopic(topic, async () => failed, { properties, folder });

    await waitFor(async () => (await committed(topic))[0] === '1', { within: 10_000, what: 'the commit' });
    const [file = ''] = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /T\d/.test(name));
    expect(file).toMatch(new RegExp(`^discarded/aws/lambda/Mapping/${topic}-0/\\d{4}/\\d\\d/\\d\\d/`));
    expect(JSON.parse(readFileSync(join(folder, file), 'utf8'))).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 2 },
      KafkaBatchInfo: {
        batchSize: 1,
        recordsInfo: { [`${topic}-0`]: { firstRecordOffset: '0', lastRecordOffset: '0' } },
      },
      payload: expect.stringContaining(Buffer.from('poison').toString('base64')),
    });
  });
});

const provisioned = { ProvisionedPollerConfig: { MinimumPollers: 1, MaximumPollers: 1 } };
