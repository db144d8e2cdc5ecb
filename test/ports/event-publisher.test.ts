import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CloudEvent } from '../../functions/contracts/cloud-event.ts';
import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import { kafkaEventPublisher } from '../../functions/outbox/outbox-handler.ts';
import { kafkaClient } from '../../functions/platform/kafka-client.ts';
import { kafkaPartitioner } from '../../functions/platform/kafka-partitioner.ts';
import { kafkaProducer } from '../../functions/platform/kafka-producer.ts';
import { inMemoryEventPublisher } from '../doubles/in-memory-event-publisher.ts';
import { anOrderEvent } from '../doubles/record-builders.ts';
import { createTestTopic, readTestTopic, testKafkaEnv } from '../harness/test-topics.ts';

const prefix = `test-${randomUUID()}.`;
const topic = prefix + ORDER_PLACED.topic;

const subjects = {
  'in memory': async () => {
    const publisher = inMemoryEventPublisher();
    return {
      publisher,
      read: async () => publisher.topic.flatMap((log, partition) => log.map(inMemoryRecord(partition))),
    };
  },
  'on Kafka': async () => {
    await createTestTopic({ name: topic });
    const kafka = { kafka: kafkaClient(testKafkaEnv()), deadline: 10_000 };
    const publisher = kafkaEventPublisher({ partitionOf: kafkaPartitioner(kafka), send: kafkaProducer(kafka) });
    return { publisher, read: async () => (await readTestTopic(topic)).map(kafkaRecord) };
  },
};

const inMemoryRecord = (partition: number) => (event: CloudEvent, offset: number) => ({
  ...recordOf(event, partition),
  offset,
});
const kafkaRecord = ({
  partition,
  offset,
  key,
  value,
  headers,
}: Awaited<ReturnType<typeof readTestTopic>>[number]) => ({
  partition,
  offset,
  key: key?.toString(),
  value: value?.toString(),
  headers: Object.fromEntries(Object.entries(headers ?? {}).map(([name, bytes]) => [name, String(bytes)])),
});
const recordOf = ({ key, value, headers }: CloudEvent, partition: number) => ({ partition, key, value, headers });
const [one, two, three] = [anOrderEvent(1, prefix), anOrderEvent(2, prefix), anOrderEvent(3, prefix)];

describe.each(Object.entries(subjects))('the event publisher, %s', (_name, make) => {
  let subject: Awaited<ReturnType<typeof make>>;
  beforeAll(async () => {
    subject = await make();
  });

  it('puts events where its answer says, in their order, and goes on after a failure', async () => {
    const { publisher, read } = subject;

    expect(await publisher.publish({ topic, partition: 3 }, [one, two])).toBe(0);
    await expect(publisher.publish({ topic, partition: 99 }, [two])).rejects.toThrow();
    expect(await publisher.publish({ topic, partition: 3 }, [three])).toBe(2);
    expect(await publisher.publish({ topic, partition: 5 }, [one])).toBe(0);

    const records = await read();
    expect(records.filter(({ partition }) => partition === 3)).toEqual([
      { ...recordOf(one, 3), offset: 0 },
      { ...recordOf(two, 3), offset: 1 },
      { ...recordOf(three, 3), offset: 2 },
    ]);
    expect(records).toHaveLength(4);
  });

  it("gives one key's events one partition, and the keys several", async () => {
    const events = Array.from({ length: 50 }, (_, number) => anOrderEvent(number, prefix));

    const partitions = await Promise.all(events.map((event) => subject.publisher.partitionOf(event)));

    expect(await Promise.all(events.map((event) => subject.publisher.partitionOf(event)))).toEqual(partitions);
    expect(new Set(partitions)).toEqual(new Set([0, 1, 2, 3, 4, 5]));
  });
});
