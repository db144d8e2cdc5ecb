import { CompressionTypes } from 'kafkajs';
import { describe, expect, inject, it } from 'vitest';
import { kafkaClient } from '../../functions/platform/kafka-client.ts';
import { returned, scriptedFunction } from '../doubles/scripted-function.ts';
import { cluster, committed, deliveredValues, type KafkaEvent, pollTopic, send } from '../harness/polled-topic.ts';
import { createTestTopic, testKafkaEnv } from '../harness/test-topics.ts';
import { waitFor } from '../harness/wait-for.ts';

// Unless another page is named, the quotes are from the AWS Lambda Developer Guide, "Using Lambda with Amazon MSK".
describe('polling a real topic', () => {
  // The form is the example event's. That key and value are left out where they are null, and that header bytes are
  // signed, is inferred from issues of Powertools for AWS Lambda.
  it("gives the event in Lambda's form", async () => {
    const topic = await createTestTopic({ partitions: 1 });
    const headers = { ce_id: 'an-id', trail: ['é', 'b'] };
    await send(topic, [{ key: 'a-key', value: 'a-value', timestamp: '1700000000000', headers }, { value: null }]);
    const worker = scriptedFunction<KafkaEvent>(() => returned());

    await pollTopic(topic, worker.invoke);

    await waitFor(() => worker.events.length, { within: 10_000, what: 'the event' });
    expect(worker.events[0]).toEqual({
      eventSource: 'aws:kafka',
      eventSourceArn: cluster,
      bootstrapServers: inject('kafkaBrokers'),
      records: {
        [`${topic}-0`]: [
          {
            topic,
            partition: 0,
            offset: 0,
            timestamp: 1_700_000_000_000,
            timestampType: 'CREATE_TIME',
            key: Buffer.from('a-key').toString('base64'),
            value: Buffer.from('a-value').toString('base64'),
            headers: [{ ce_id: [97, 110, 45, 105, 100] }, { trail: [-61, -87] }, { trail: [98] }],
          },
          { topic, partition: 0, offset: 1, timestamp: expect.any(Number), timestampType: 'CREATE_TIME', headers: [] },
        ],
      },
    });
  });

  it('goes on behind a batch that its producer compressed with Zstandard', async () => {
    const topic = await createTestTopic({ partitions: 1 });
    const producer = kafkaClient(testKafkaEnv()).producer();
    await producer.connect();
    await producer.send({ topic, messages: [{ value: 'packed' }], compression: CompressionTypes.ZSTD });
    await producer.send({ topic, messages: [{ value: 'plain' }] });
    await producer.disconnect();
    const worker = scriptedFunction<KafkaEvent>(() => returned());

    await pollTopic(topic, worker.invoke);

    await waitFor(() => deliveredValues(worker.events).length === 2, { within: 10_000, what: 'both' });
    expect(deliveredValues(worker.events)).toEqual(['packed', 'plain']);
  });

  it('gives headers by whatever name', async () => {
    const topic = await createTestTopic({ partitions: 1 });
    const headers = Object.fromEntries(['__proto__', 'constructor', 'toString'].map((name) => [name, 'a']));
    await send(topic, [{ value: 'a-value', headers }]);
    const worker = scriptedFunction<{ records: Record<string, { headers: unknown }[]> }>(() => returned());

    await pollTopic(topic, worker.invoke);

    await waitFor(() => worker.events.length, { within: 10_000, what: 'the event' });
    const given = worker.events[0]?.records[`${topic}-0`]?.[0]?.headers;
    expect(JSON.stringify(given)).toBe('[{"__proto__":[97]},{"constructor":[97]},{"toString":[97]}]');
  });

  // "Lambda reads messages sequentially for each Kafka topic partition", and "To preserve message ordering in each partition,
  // the maximum number of consumers is one consumer per partition in the topic." This poller has that many at once. With
  // fewer consumers "A single Lambda payload can contain messages from multiple partitions."; here none does.
  it('has one invocation of a partition at a time, and those of several partitions side by side', async () => {
    const topic = await createTestTopic({ partitions: 2 });
    const values = ['a0', 'a1', 'b0', 'b1'];
    await send(
      topic,
      values.map((value) => ({ value, partition: value.startsWith('a') ? 0 : 1 })),
    );
    const both = Promise.withResolvers<void>();
    const running: string[] = [];
    const worker = scriptedFunction<KafkaEvent>(async (event) => {
      const [partition = ''] = Object.keys(event.records);
      expect(running).not.toContain(partition);
      running.push(partition);
      if (running.length === 2) both.resolve();
      await both.promise;
      running.splice(running.indexOf(partition), 1);
      return returned();
    });

    await pollTopic(topic, worker.invoke, { properties: { BatchSize: 1 } });

    await waitFor(async () => (await committed(topic)).join() === '2,2', { within: 10_000, what: 'the commits' });
    expect(deliveredValues(worker.events).filter((value) => value.startsWith('a'))).toEqual(['a0', 'a1']);
    expect(deliveredValues(worker.events).filter((value) => value.startsWith('b'))).toEqual(['b0', 'b1']);
  });

  // "After Lambda processes each batch, it commits the offsets of the messages in that batch."
  it('commits a batch only after the function had it, and gives it again to a successor otherwise', async () => {
    const topic = await createTestTopic({ partitions: 1 });
    await send(topic, [{ value: '1' }]);
    const hanging = scriptedFunction<KafkaEvent>(() => new Promise(() => undefined));
    const first = await pollTopic(topic, hanging.invoke);
    await waitFor(() => hanging.events.length, { within: 10_000, what: 'the invocation' });
    expect(await committed(topic)).toEqual(['-1']);

    await first.stop();
    const worker = scriptedFunction<KafkaEvent>(() => returned());
    await pollTopic(topic, worker.invoke);

    await waitFor(async () => (await committed(topic))[0] === '1', { within: 10_000, what: 'the commit' });
    expect(deliveredValues(worker.events)).toEqual(['1']);
  });

  // "if you specify a consumer group ID, and Kafka finds a valid existing consumer group with the same ID, Lambda ignores the
  // StartingPosition for your event source mapping." (Customizable consumer group ID in Lambda)
  it('goes on from the committed offset whatever the starting position', async () => {
    const topic = await createTestTopic({ partitions: 1 });
    await send(topic, [{ value: '1' }]);
    const first = await pollTopic(topic, async () => returned());
    await waitFor(async () => (await committed(topic))[0] === '1', { within: 10_000, what: 'the commit' });
    await first.stop();
    await send(topic, [{ value: '2' }]);

    const worker = scriptedFunction<KafkaEvent>(() => returned());
    await pollTopic(topic, worker.invoke, { properties: { StartingPosition: 'LATEST' } });

    await waitFor(() => worker.events.length, { within: 10_000, what: 'the second message' });
    expect(deliveredValues(worker.events)).toEqual(['2']);
  });

  it('keeps its partitions while an invocation takes longer than the session of its consumer group', async () => {
    const topic = await createTestTopic({ partitions: 1 });
    await send(topic, [{ value: '1' }]);
    const release = Promise.withResolvers<void>();
    const logged: string[] = [];
    const worker = scriptedFunction<KafkaEvent>(async () => {
      await release.promise;
      return returned();
    });
    await pollTopic(topic, worker.invoke, { logged });
    await waitFor(() => worker.events.length, { within: 10_000, what: 'the invocation' });

    const begun = Date.now();
    await waitFor(() => Date.now() - begun > 8_000, { within: 10_000, what: 'the session to be over' });
    release.resolve();

    await waitFor(async () => (await committed(topic))[0] === '1', { within: 10_000, what: 'the commit' });
    expect(worker.events).toHaveLength(1);
    expect(logged).toEqual([]);
  });
});
